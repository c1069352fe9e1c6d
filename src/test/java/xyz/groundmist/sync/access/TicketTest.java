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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** From an app's token to its socket, and what a thief of either can do with it. */
class TicketTest {
    private static final String ORIGIN = "https://library.example";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Premises premises;

    @SuppressWarnings("NullAway.Init")
    private AnApp app;

    @SuppressWarnings("NullAway.Init")
    private String token;

    @BeforeEach
    void open() throws Exception {
        premises = new Premises(folder, Premises.ANNA);
        app = premises.approved(ORIGIN);
        token = granted(app.renews()).token();
    }

    @AfterEach
    void close() {
        premises.close();
    }

    @Test
    void aTicketIsGoodOnce() {
        String ticket = ticket(app.asksForTicket(token));
        admitted(app.connects(ticket));
        assertThat(turnedAway(app.connects(ticket))).isEqualTo(Admission.Why.UNKNOWN);
    }

    @Test
    void aTicketIsGoodForThirtySeconds() {
        String late = ticket(app.asksForTicket(token));
        premises.clock.forward(Duration.ofMillis(29_999));
        String early = ticket(app.asksForTicket(token));
        premises.clock.forward(Duration.ofMillis(1));
        assertThat(turnedAway(app.connects(late))).isEqualTo(Admission.Why.UNKNOWN);
        admitted(app.connects(early));
    }

    @Test
    void aStolenTicketIsWorthNothingAtAnotherOrigin() {
        for (String origin : new String[] {"https://evil.example", "null", null}) {
            String ticket = ticket(app.asksForTicket(token));
            AnApp thief = premises.app(origin);
            assertThat(turnedAway(thief.connects(ticket))).isEqualTo(Admission.Why.WRONG_ORIGIN);
            assertThat(turnedAway(app.connects(ticket))).isEqualTo(Admission.Why.UNKNOWN);
        }
    }

    @Test
    void aStolenTokenIsWorthNothingWithoutItsKeyAndItsOrigin() {
        assertThat(turnedAway(app.connects(token))).isEqualTo(Admission.Why.TICKET_NEEDED);
        assertThat(refused(premises.app(ORIGIN).asksForTicket(token))).isEqualTo("wrong_key");
        assertThat(refused(app.withSameKey("https://evil.example").asksForTicket(token)))
                .isEqualTo("wrong_origin");
        assertThat(turnedAway(app.withSameKey("https://evil.example").connects(token)))
                .isEqualTo(Admission.Why.WRONG_ORIGIN);
    }

    @Test
    void aTokenIsGoodForAQuarterOfAnHourAndIsRenewed() {
        premises.clock.forward(Duration.ofMinutes(15).minusMillis(1));
        ticket(app.asksForTicket(token));
        premises.clock.forward(Duration.ofMillis(1));
        assertThat(refused(app.asksForTicket(token))).isEqualTo("token_expired");
        assertThat(turnedAway(app.connects(token))).isEqualTo(Admission.Why.EXPIRED);
        ticket(app.asksForTicket(granted(app.renews()).token()));
    }

    @Test
    void aSocketOutlivesTheTokenAndEndsWithTheGrant() throws Exception {
        Visit visit = admitted(app.connects(ticket(app.asksForTicket(token))));
        var ended = new AtomicInteger();
        visit.begin(ended::incrementAndGet);
        premises.clock.forward(Duration.ofHours(10));
        premises.access.tidy();
        assertThat(ended).hasValue(0);
        premises.access.grants().revoke(visit.grant().id());
        assertThat(ended).hasValue(1);
        visit.end(Traffic.NONE);
    }

    @Test
    void aTicketOfAGrantThatEndedMeanwhileOpensNothing() throws Exception {
        String ticket = ticket(app.asksForTicket(token));
        premises.access.grants().revoke(premises.access.grants().list().getFirst().id());
        assertThat(turnedAway(app.connects(ticket))).isEqualTo(Admission.Why.REVOKED);
    }

    @Test
    void anAppThatAsksForManyTicketsLosesItsOwn() throws Exception {
        AnApp other = premises.approved("https://other.example");
        String others = ticket(other.asksForTicket(granted(other.renews()).token()));
        var tickets = new ArrayList<String>();
        for (int i = 0; i <= AccessLimits.DEFAULT.ticketsPerGrant(); i++) {
            tickets.add(ticket(app.asksForTicket(token)));
        }
        assertThat(turnedAway(app.connects(tickets.getFirst()))).isEqualTo(Admission.Why.UNKNOWN);
        admitted(app.connects(tickets.get(1)));
        admitted(app.connects(tickets.getLast()));
        admitted(other.connects(others));
    }

    @Test
    void aTicketNeedsAProofForTickets() throws Exception {
        String proof = app.proof("/authenticate", token);
        var request = new TicketRequest("DPoP " + token, proof, ORIGIN, ClientAddress.UNKNOWN);
        Authenticator authenticator = premises.access.authenticator();
        assertThat(refused(authenticator.ticket(request))).isEqualTo("proof_for_another_host");
        String unbound = app.proof("/ticket", null);
        request = new TicketRequest("DPoP " + token, unbound, ORIGIN, ClientAddress.UNKNOWN);
        assertThat(refused(authenticator.ticket(request))).isEqualTo("proof_invalid");
        request = new TicketRequest("DPoP " + token, null, ORIGIN, ClientAddress.UNKNOWN);
        assertThat(refused(authenticator.ticket(request))).isEqualTo("proof_missing");
        request = new TicketRequest("Bearer " + token, proof, ORIGIN, ClientAddress.UNKNOWN);
        assertThat(refused(authenticator.ticket(request))).isEqualTo("invalid_authorization");
        String used = app.proof("/ticket", token);
        request = new TicketRequest("DPoP " + token, used, ORIGIN, ClientAddress.UNKNOWN);
        ticket(authenticator.ticket(request));
        assertThat(refused(authenticator.ticket(request))).isEqualTo("proof_used");
        // A script has no key, so nobody can prove to have it.
        String script =
                premises.access
                        .grants()
                        .add(
                                premises.access.grants().list().getFirst().space(),
                                null,
                                null,
                                false,
                                null)
                        .token();
        assertThat(refused(app.asksForTicket(script))).isEqualTo("wrong_key");
        assertThat(refused(app.asksForTicket("A".repeat(43)))).isEqualTo("token_unknown");
    }

    @Test
    void anAppOutsideABrowserHasNoOriginAndKeepsItThatWay() throws Exception {
        AnApp program = premises.app(null);
        premises.access.approvals().approve(AnApp.code(program.asks()), false, null);
        String ticket = ticket(program.asksForTicket(granted(program.renews()).token()));
        AnApp page = program.withSameKey("https://evil.example");
        assertThat(turnedAway(page.connects(ticket))).isEqualTo(Admission.Why.WRONG_ORIGIN);
        ticket = ticket(program.asksForTicket(granted(program.renews()).token()));
        admitted(program.connects(ticket));
    }

    @Test
    void aTokenTriedTooLongOrTooShortIsUnknown() {
        for (String wrong : new String[] {"", "x", "A".repeat(42), "A".repeat(100_000)}) {
            assertThat(turnedAway(app.connects(wrong))).isEqualTo(Admission.Why.UNKNOWN);
        }
    }
}
