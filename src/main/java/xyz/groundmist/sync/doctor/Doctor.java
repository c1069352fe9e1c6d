package xyz.groundmist.sync.doctor;

import xyz.groundmist.sync.home.Settings;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything, one thing after the other. */
public final class Doctor {
    /** Part of every ATProto account; its answers tell the time. */
    private static final URI CLOCK = URI.create("https://plc.directory/_health");

    private final Settings settings;
    private final URI timeFrom;
    private final InstantSource clock;

    public Doctor(Settings settings) {
        this(settings, CLOCK, InstantSource.system());
    }

    Doctor(Settings settings, URI timeFrom, InstantSource clock) {
        this.settings = settings;
        this.timeFrom = timeFrom;
        this.clock = clock;
    }

    /** Takes seconds; changes nothing. */
    public List<Finding> look() {
        Patient patient = Patient.meet(settings);
        var findings = new ArrayList<Finding>();
        var folder = new FolderCheck(patient.dataFolder());
        findings.addAll(folder.look());
        if (folder.isOurs()) findings.addAll(DatabaseCheck.look(patient.dataFolder()));
        findings.addAll(ServerCheck.look(patient));
        findings.add(new ClockCheck(timeFrom, clock).look());
        findings.addAll(new AddressCheck(clock).look(patient.publicUrl()));
        findings.addAll(AccountCheck.look(patient));
        findings.addAll(BackupCheck.look(patient, clock));
        return findings;
    }
}
