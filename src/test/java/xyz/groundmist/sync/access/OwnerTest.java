package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.refused;
import static xyz.groundmist.sync.access.AnApp.ticket;
import static xyz.groundmist.sync.access.AnApp.turnedAway;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.SpaceName;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The server goes to somebody else. */
class OwnerTest {
    private static final String ORIGIN = "https://library.example";
    private static final SpaceName LIBRARY = new SpaceName(AnApp.LIBRARY);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Premises premises;

    @BeforeEach
    void open() throws Exception {
        premises = new Premises(folder, Premises.ANNA);
    }

    @AfterEach
    void close() {
        premises.close();
    }

    @Test
    void whatTheFormerOwnerGrantedIsOverAtOnceAndForGood() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String token = granted(app.renews()).token();
        Visit visit = admitted(app.connects(ticket(app.asksForTicket(token))));
        var ended = new AtomicInteger();
        visit.begin(ended::incrementAndGet);
        NewGrant script = premises.access.grants().add(LIBRARY, null, null, false, null);
        String invitation = premises.access.invitations().invite(LIBRARY, null, false).secret();

        premises.owner.change(Premises.ANNA);
        assertThat(ended).hasValue(0);
        premises.owner.change(Premises.BORIS);
        assertThat(ended).hasValue(1);
        visit.end(Traffic.NONE);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
        assertThat(refused(app.asksForTicket(token))).isEqualTo("revoked");
        assertThat(turnedAway(app.connects(script.token()))).isEqualTo(Admission.Why.REVOKED);
        assertThat(refused(premises.app(ORIGIN).redeems(invitation)))
                .isEqualTo("invitation_unknown");

        premises.restart(Premises.ANNA);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
    }

    @Test
    void noNewAppsComeInWhileTheOwnersAccountIsDeactivated() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String invitation = premises.access.invitations().invite(LIBRARY, null, false).secret();

        premises.owner.welcome(false);
        granted(app.renews());
        assertThat(refused(premises.app(ORIGIN).redeems(invitation)))
                .isEqualTo("account_deactivated");

        premises.owner.welcome(true);
        granted(premises.app(ORIGIN).redeems(invitation));
    }

    @Test
    void theSettingsNameAnotherOwnerAtTheNextStart() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        premises.restart(Premises.BORIS);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
        premises.restart(Premises.ANNA);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
    }

    @Test
    void aStartWithoutAnOwnerEndsNothing() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        String token = granted(app.renews()).token();
        premises.restart(null);
        assertThat(refused(app.renews())).isEqualTo("no_owner");
        assertThat(refused(app.asksForTicket(token))).isEqualTo("other_owner");
        premises.restart(Premises.ANNA);
        granted(app.renews());
    }

    @Test
    void whatWasGrantedBeforeThereWasAnOwnerGoesOn() throws Exception {
        premises.restart(null);
        NewGrant script = premises.access.grants().add(LIBRARY, null, null, false, null);
        premises.owner.change(Premises.ANNA);
        admitted(premises.app(null).connects(script.token()));
    }

    @Test
    void thatItCantBeWrittenDownKeepsNobodyIn() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        premises.fill("grants");
        premises.owner.change(Premises.BORIS);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
        premises.restart(Premises.BORIS);
        assertThat(refused(app.renews())).isEqualTo("not_approved");
    }
}
