package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.refused;
import static xyz.groundmist.sync.access.AnApp.ticket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.SpaceName;

import java.nio.file.Path;
import java.time.Duration;

/** A link from the owner's screen, which needs no account. */
class InvitationTest {
    private static final SpaceName LIBRARY = new SpaceName(AnApp.LIBRARY);
    private static final String ORIGIN = "https://library.example";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Premises premises;

    @BeforeEach
    void open() throws Exception {
        premises = new Premises(folder, null);
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private Invitation invite() {
        return premises.access.invitations().invite(LIBRARY, null, false);
    }

    @Test
    void letsOneAppInAlsoWithoutAnOwner() throws Exception {
        Invitation invitation = premises.access.invitations().invite(LIBRARY, "Phone", true);
        assertThat(invitation.secret()).matches("[A-Za-z0-9_-]{22}");
        assertThat(invitation.toString()).doesNotContain(invitation.secret());
        AnApp app = premises.app(ORIGIN);
        String token = granted(app.redeems(invitation.secret())).token();
        Grant grant = admitted(app.connects(ticket(app.asksForTicket(token)))).grant();
        assertThat(grant.name()).isEqualTo("Phone");
        assertThat(grant.readOnly()).isTrue();
        assertThat(grant.owner()).isNull();

        assertThat(refused(premises.app(ORIGIN).redeems(invitation.secret())))
                .isEqualTo("invitation_unknown");
        granted(app.renews());
        // Its answer was lost on the way, so it asks with the same link again.
        granted(app.redeems(invitation.secret()));
        assertThat(premises.access.grants().list()).hasSize(1);
        premises.restart();
        granted(app.renews());
    }

    @Test
    void isGoodForTwoMinutes() {
        String late = invite().secret();
        premises.clock.forward(Duration.ofMinutes(2));
        assertThat(refused(premises.app(ORIGIN).redeems(late))).isEqualTo("invitation_unknown");
        String soon = invite().secret();
        premises.clock.forward(Duration.ofMinutes(2).minusMillis(1));
        granted(premises.app(ORIGIN).redeems(soon));
    }

    @Test
    void isForItsSpaceOnly() {
        String secret = invite().secret();
        AnApp app = premises.app(ORIGIN);
        app.space = "xyz.groundmist.notebook";
        assertThat(refused(app.redeems(secret))).isEqualTo("invitation_unknown");
        app.space = AnApp.LIBRARY;
        granted(app.redeems(secret));
    }

    @Test
    void replacesWhatTheKeyHadBefore() {
        AnApp app = premises.app(ORIGIN);
        String reader = premises.access.invitations().invite(LIBRARY, null, true).secret();
        granted(app.redeems(reader));
        granted(app.redeems(invite().secret()));
        assertThat(premises.access.grants().list())
                .filteredOn(premises.access.grants()::isGood)
                .singleElement()
                .extracting(Grant::readOnly)
                .isEqualTo(false);
        granted(app.redeems(invite().secret()));
        assertThat(premises.access.grants().list()).hasSize(2);
    }

    @Test
    void isNotUsedUpWhenItCantBeWrittenDown() throws Exception {
        String secret = invite().secret();
        AnApp app = premises.app(ORIGIN);
        premises.fill("grants");
        assertThat(refused(app.redeems(secret))).isEqualTo("not_written");
        premises.empty("grants");
        granted(app.redeems(secret));
    }

    @Test
    void cantBeGuessed() {
        invite();
        int tried = 0;
        AnApp guesser = premises.app(ORIGIN);
        for (int i = 0; i < 500; i++) {
            String answer = refused(guesser.redeems("A".repeat(22)));
            if (answer.equals("invitation_unknown")) tried++;
            else assertThat(answer).isEqualTo("too_many_requests");
        }
        assertThat(tried).isEqualTo(AccessLimits.DEFAULT.strangersPerOriginPerMinute());
    }

    @Test
    void isHeardHoweverManyStrangersAsk() {
        String secret = invite().secret();
        for (int i = 0; i < AccessLimits.DEFAULT.strangersPerMinute(); i++) {
            premises.app("https://stranger" + i % 40 + ".example").renews();
        }
        assertThat(refused(premises.app(ORIGIN).renews())).isEqualTo("too_many_requests");
        granted(premises.app(ORIGIN).redeems(secret));
    }

    @Test
    void isOverWithItsOwnerAlsoWhileItIsBeingRedeemed() {
        premises.owner.change(Premises.ANNA);
        String secret = invite().secret();
        Invitations invitations = premises.access.invitations();
        Invitations.Open taken = invitations.take(secret, LIBRARY);
        premises.owner.change(Premises.BORIS);
        invitations.giveBack(secret, java.util.Objects.requireNonNull(taken));

        assertThat(refused(premises.app(ORIGIN).redeems(secret))).isEqualTo("invitation_unknown");
    }

    @Test
    void onlySoManyAreOpen() {
        for (int i = 0; i < AccessLimits.DEFAULT.invitations(); i++) invite();
        assertThatThrownBy(this::invite).isInstanceOf(IllegalArgumentException.class);
        premises.clock.forward(Duration.ofMinutes(2));
        invite();
    }
}
