package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The packages for Fedora and its kin: looked at, not installed, as this isn't such a system. */
@Timeout(120)
final class RpmIT {
    private static final String ALL = "[%{FILEMODES:perms} %{FILENAMES}\\n]";

    @Test
    void theyHoldWhatTheDebianPackagesHold() throws Exception {
        Packages.need("rpm", "dpkg-deb");
        for (String name : List.of("groundmist-sync", "groundmist-sync-server")) {
            Path rpm = Packages.built(name + "-0", ".rpm");
            Path deb = Packages.built(name + "_", ".deb");
            String all = Packages.run("rpm", "-qp", "--nosignature", "--qf", ALL, rpm.toString());
            var held = new TreeSet<String>();
            all.lines()
                    .filter(line -> !line.startsWith("d"))
                    .forEach(line -> held.add(line.substring(line.indexOf('/'))));
            String list =
                    "dpkg-deb --fsys-tarfile " + deb + " | tar -t | sed 's/^.//' | grep -v /$";
            assertThat(held)
                    .isEqualTo(new TreeSet<>(Packages.run("sh", "-c", list).lines().toList()))
                    .contains("/opt/groundmist-sync/bin/groundmist-sync");
        }
    }

    @Test
    void settingsAreKeptAndDataIsLeft() throws Exception {
        Packages.need("rpm");
        Path rpm = Packages.built("groundmist-sync-server-0", ".rpm");
        assertThat(Packages.run("rpm", "-qp", "--nosignature", "--configfiles", rpm.toString()))
                .contains("/etc/groundmist-sync/environment");
        String scripts = Packages.run("rpm", "-qp", "--nosignature", "--scripts", rpm.toString());
        assertThat(scripts)
                .contains("systemd-sysusers groundmist-sync.conf", "disable --now")
                .contains("Documents are left")
                .doesNotContain("rm -rf");
        assertThat(Packages.run("rpm", "-qp", "--nosignature", "--requires", rpm.toString()))
                .doesNotContain("gtk");
        Path desktop = Packages.built("groundmist-sync-0", ".rpm");
        assertThat(Packages.run("rpm", "-qp", "--nosignature", "--requires", desktop.toString()))
                .contains("gtk3");
    }
}
