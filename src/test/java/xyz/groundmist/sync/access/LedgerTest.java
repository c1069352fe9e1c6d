package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.access.AnApp.admitted;
import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.ticket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.StoreException;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the owner can read afterwards. */
class LedgerTest {
    private static final String ORIGIN = "https://library.example";

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

    private List<LedgerEntry> lines() throws StoreException {
        return premises.access.ledger().newest(null, 100);
    }

    private Visit connected(AnApp app) {
        Visit visit =
                admitted(app.connects(ticket(app.asksForTicket(granted(app.renews()).token()))));
        visit.begin(() -> {});
        return visit;
    }

    @Test
    void saysWhoConnectedWhenAndFromWhere() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        app.from = ClientAddress.of(InetAddress.getByName("203.0.113.7"));
        Instant began = premises.clock.instant();
        Visit visit = connected(app);
        LedgerEntry open = lines().getFirst();
        assertThat(open.event()).isEqualTo(LedgerEntry.Event.CONNECTED);
        assertThat(open.until()).isNull();

        premises.clock.forward(Duration.ofHours(2));
        visit.end(new Traffic(3, 1_000, 20_000));
        assertThat(lines().getFirst())
                .isEqualTo(
                        new LedgerEntry(
                                began,
                                LedgerEntry.Event.CONNECTED,
                                visit.grant().id(),
                                "Library",
                                ORIGIN,
                                "203.0.113.0/24",
                                AnApp.LIBRARY,
                                began.plus(Duration.ofHours(2)),
                                1,
                                new Traffic(3, 1_000, 20_000)));
        premises.restart();
        assertThat(lines()).hasSize(2).first().extracting(LedgerEntry::sockets).isEqualTo(1);
    }

    @Test
    void tabsAndQuickReturnsAreOneStretch() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        Visit one = connected(app);
        Visit two = connected(app);
        one.end(new Traffic(1, 10, 100));
        two.end(new Traffic(2, 10, 100));
        for (int i = 0; i < 50; i++) {
            premises.clock.forward(Duration.ofSeconds(5));
            connected(app).end(new Traffic(1, 1, 1));
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst().sockets()).isEqualTo(52);
        assertThat(lines().getFirst().traffic()).isEqualTo(new Traffic(2, 70, 250));
        premises.clock.forward(Duration.ofMinutes(2));
        connected(app).end(Traffic.NONE);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void saysWhatWasGivenAndTaken() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        Grant grant = premises.access.grants().list().getFirst();
        premises.access.approvals().deny(AnApp.code(premises.app(ORIGIN).asks()));
        premises.access.grants().add(grant.space(), "backup", null, false, null);
        premises.access.window().open(Duration.ofMinutes(5));
        var invitation = premises.access.invitations().invite(grant.space(), null, false);
        granted(premises.app(null).redeems(invitation.secret()));
        premises.access.grants().revoke(grant.id());
        app.renews();
        assertThat(lines().reversed())
                .extracting(LedgerEntry::event)
                .containsExactly(
                        LedgerEntry.Event.APPROVED,
                        LedgerEntry.Event.DENIED,
                        LedgerEntry.Event.ADDED,
                        LedgerEntry.Event.WINDOW_OPENED,
                        LedgerEntry.Event.INVITED,
                        LedgerEntry.Event.REVOKED);
        assertThat(premises.access.ledger().newest(grant.id(), 10))
                .extracting(LedgerEntry::event)
                .containsExactly(LedgerEntry.Event.REVOKED, LedgerEntry.Event.APPROVED);
        assertThat(premises.access.ledger().newest(null, 1)).hasSize(1);
    }

    @Test
    void saysWhatEndedByItself() throws Exception {
        premises.approved(ORIGIN);
        premises.clock.forward(Duration.ofDays(89));
        premises.access.tidy();
        assertThat(lines()).hasSize(1);
        premises.clock.forward(Duration.ofDays(1));
        premises.access.tidy();
        premises.access.tidy();
        assertThat(lines())
                .first()
                .extracting(LedgerEntry::event)
                .isEqualTo(LedgerEntry.Event.EXPIRED);
    }

    @Test
    void keepsNinetyDays() throws Exception {
        connected(premises.approved(ORIGIN)).end(Traffic.NONE);
        premises.clock.forward(Duration.ofDays(60));
        connected(premises.approved(ORIGIN)).end(Traffic.NONE);
        premises.access.tidy();
        assertThat(lines()).hasSize(4);
        premises.clock.forward(Duration.ofDays(31));
        premises.access.tidy();
        assertThat(lines())
                .extracting(LedgerEntry::event)
                .containsExactly(
                        LedgerEntry.Event.EXPIRED, // the first app's grant, unused for as long
                        LedgerEntry.Event.CONNECTED,
                        LedgerEntry.Event.APPROVED);
    }

    @Test
    void aFullDiskKeepsNobodyOutAndTheLinesFollowLater() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        lines();
        premises.fill("ledger");
        Visit visit = connected(app);
        assertThat(lines()).hasSize(1);
        premises.empty("ledger");
        premises.access.tidy();
        assertThat(lines()).hasSize(2);
        visit.end(Traffic.NONE);
        assertThat(lines()).hasSize(2).first().extracting(LedgerEntry::until).isNotNull();
    }

    @Test
    void noSecretIsInTheFileNorInAnyText() throws Exception {
        AnApp app = premises.app(ORIGIN);
        var secrets = new ArrayList<String>();
        var texts = new StringBuilder();
        Authentication asked = app.asks();
        String code = AnApp.code(asked);
        texts.append(asked).append(premises.access.approvals().list());
        String jwt = app.serviceToken(Premises.ANNA.text());
        String proof = app.proof("/authenticate", jwt);
        var request =
                new AuthenticationRequest(
                        AnApp.LIBRARY,
                        null,
                        null,
                        "Bearer " + jwt,
                        proof,
                        ORIGIN,
                        "invitation-secret",
                        Duration.ZERO,
                        ClientAddress.UNKNOWN);
        texts.append(request);
        premises.access.approvals().approve(code, false, null);
        Authentication answer = app.asks();
        String token = granted(answer).token();
        TicketAnswer issued = app.asksForTicket(token);
        String ticket = ticket(issued);
        texts.append(answer).append(issued);
        texts.append(new TicketRequest("DPoP " + token, proof, ORIGIN, ClientAddress.UNKNOWN));
        var invitation =
                premises.access
                        .invitations()
                        .invite(premises.access.grants().list().getFirst().space(), null, false);
        granted(premises.app(null).redeems(invitation.secret()));
        Visit visit = admitted(app.connects(ticket));
        visit.begin(() -> {});
        texts.append(visit).append(premises.access.grants().list());
        visit.end(Traffic.NONE);
        texts.append(lines()).append(invitation);
        secrets.addAll(
                List.of(code, jwt, proof, token, ticket, invitation.secret(), "invitation-secret"));
        premises.access.close();

        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(texts).contains("Library");
        for (String secret : secrets) assertThat(texts).doesNotContain(secret);
    }
}
