package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.ACCESS_CONTROL;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.engine.DocumentId;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What real clients do when the server won't take what they send: they stay calm, which is counted,
 * nobody else notices, and once the cause is gone they get through. The read-only grant and the
 * full disk have classes of their own.
 */
final class RefusedClientsIT {
    @RegisterExtension static final Cast CAST = new Cast();

    private static final int CALM_SECONDS = 5;
    private static final int MESSAGES_AT_MOST = 12;
    private static final long BYTES_AT_MOST = 12_000;

    /** The reconnect interval of the driver is a second; a client in the wild waits five. */
    private static final int RECONNECTS_AT_MOST = CALM_SECONDS + 1;

    private static final List<Release> RELEASES = List.of(Release.V1_1_2, Release.V2_5_6);

    private Client witness;
    private String shared;
    private int words;

    @BeforeEach
    void aWitness() throws Exception {
        CAST.needs(ACCESS_CONTROL);
        witness = CAST.client(Release.NEWEST, "witness");
        shared = witness.create(Map.of("text", "shared"));
    }

    @AfterEach
    void othersAreServed() throws Exception {
        Client late = CAST.client(Release.NEWEST, "late");
        late.awaitFound(shared);
        for (Client speaker : List.of(witness, late)) {
            String word = "word " + ++words;
            speaker.put(shared, "word", word);
            (speaker == late ? witness : late).awaitValue(shared, "word", word);
        }
    }

    /**
     * One app of each release that spoils what it sends, in a document of all and one of its own.
     */
    @ParameterizedTest
    @ValueSource(strings = {"damaged", "wholeDocuments", "firstLost"})
    void changesThatCannotBeTaken(String how) throws Exception {
        List<Client> clients = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Release release : RELEASES) {
            Client client = CAST.client(release, "spoilt");
            client.awaitFound(shared);
            notes.add(client.create(Map.of("text", "")));
            witness.awaitFound(notes.getLast());
            clients.add(client);
        }
        List<String> untouched = witness.heads(shared);
        Thread.sleep(1000);

        List<Client.Traffic> before = clients.stream().map(Client::traffic).toList();
        List<String> fresh = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            client.tamper(how);
            client.type(shared, "text", " no");
            client.type(notes.get(i), "text", "no");
            fresh.add(client.create(Map.of("text", "spoilt")));
        }
        Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
        for (int i = 0; i < clients.size(); i++) {
            assertCalm(how, clients.get(i), before.get(i), 3 * MESSAGES_AT_MOST, BYTES_AT_MOST);
        }

        assertThat(witness.heads(shared)).isEqualTo(untouched);
        witness.put(shared, "title", "still heard");
        for (Client client : clients) client.awaitValue(shared, "title", "still heard");

        for (Client client : clients) {
            client.tamperNoMore();
            comeBack(client);
        }
        for (int i = 0; i < clients.size(); i++) {
            witness.awaitValue(notes.get(i), "text", "no");
            witness.awaitFound(fresh.get(i));
            witness.awaitValue(fresh.get(i), "text", "spoilt");
        }
        clients.get(0).put(shared, "from", "0");
        clients.get(1).awaitValue(shared, "from", "0");
        clients.get(1).put(shared, "from", "1");
        clients.get(0).awaitValue(shared, "from", "1");
        clients.get(0).awaitSameAs(clients.get(1), shared);
        witness.awaitSameAs(clients.get(0), shared);
    }

    /** A photograph of 33 MB: it comes once, is refused, and isn't sent again. */
    @Test
    void aChangeThatIsTooLarge() throws Exception {
        for (Release release : RELEASES) {
            Client client = CAST.client(release, "photographer");
            client.awaitFound(shared);
            Client.Traffic before = client.traffic();
            client.putRandomBytes(shared, "photo", 33 << 20);
            awaitBytes(client, before, 33 << 20);
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            assertCalm("too large", client, before, MESSAGES_AT_MOST, 2 * 34 << 20);

            witness.put(shared, "title", release.number());
            client.awaitValue(shared, "title", release.number());
            assertThat(witness.digest(shared, "photo")).isEqualTo("-1 ");
            String other = client.create(Map.of("text", "another document"));
            witness.awaitFound(other);
            client.leave();
        }
    }

    /** 18 MB of changes whose first is missing: more than a document holds. */
    @Test
    void tooMuchThatCannotBePlaced() throws Exception {
        for (Release release : RELEASES) {
            Client client = CAST.client(release, "hoarder");
            String note = client.create(Map.of("text", ""));
            witness.awaitFound(note);
            Client.Traffic before = client.traffic();
            client.tamper("firstLost");
            client.put(note, "lost", true);
            for (int i = 0; i < 2; i++) client.putRandomBytes(note, "photo" + i, 9 << 20);
            awaitBytes(client, before, 18 << 20);
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            assertCalm("orphans", client, before, MESSAGES_AT_MOST, 2 * 20 << 20);
            assertThat(witness.digest(note, "photo0")).isEqualTo("-1 ");

            client.tamperNoMore();
            comeBack(client);
            witness.awaitSameAs(client, note);
            client.leave();
        }
    }

    /**
     * The same in three documents: more than a grant's clients may leave unfinished. A photograph
     * may come twice: who hears that we have nothing of a document sends all of it again, and on a
     * busy machine our first answer, which says so, can cross the photograph.
     */
    @Test
    void moreThanAGrantHolds() throws Exception {
        for (Release release : RELEASES) {
            Client client = CAST.client(release, "hoarder");
            client.tamper("firstLost");
            List<String> notes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                notes.add(client.create(Map.of("text", "")));
            }
            Client.Traffic before = client.traffic();
            for (String note : notes) client.putRandomBytes(note, "photo", 10 << 20);
            awaitBytes(client, before, 30 << 20);
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            assertCalm("grant", client, before, 3 * MESSAGES_AT_MOST, 2 * 33 << 20);

            client.tamperNoMore();
            comeBack(client);
            for (String note : notes) {
                witness.awaitFound(note);
                witness.awaitSameAs(client, note);
            }
            client.leave();
        }
    }

    /**
     * Apps that ask for more documents that don't exist than are remembered. The first asks for
     * most of them, as 2.5.6 takes minutes for so many.
     */
    @Test
    void tooManyDocumentsThatNobodyHas() throws Exception {
        int first = 4_950;
        for (Release release : RELEASES) {
            int count = release == Release.V1_1_2 ? first : 100;
            int from = release == Release.V1_1_2 ? 0 : first;
            List<String> nowhere =
                    IntStream.range(from, from + count)
                            .mapToObj(RefusedClientsIT::unknown)
                            .toList();
            Client client = CAST.client(release, "seeker");
            Client.Traffic before = client.traffic();
            assertThat(client.countUnavailable(nowhere, Duration.ofSeconds(60))).isEqualTo(count);
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            assertCalm("nowhere", client, before, count * 2 + 10, count * 400L);
            client.awaitFound(shared);
        }
    }

    /**
     * Not a sync message at all: the socket is closed, and the client comes back at its own pace.
     */
    @Test
    void messagesThatCannotBeRead() throws Exception {
        for (Release release : RELEASES) {
            Client client = CAST.client(release, "garbler");
            client.awaitFound(shared);
            Client.Traffic before = client.traffic();
            client.tamper("garbled");
            client.put(shared, "garbled", release.number());
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            assertCalm("garbled", client, before, RECONNECTS_AT_MOST * 6, 20_000);
            assertThat(client.traffic().details().get("connections").asInt())
                    .isLessThanOrEqualTo(RECONNECTS_AT_MOST + 1);

            client.tamperNoMore();
            comeBack(client);
            witness.awaitValue(shared, "garbled", release.number());
            client.leave();
        }
    }

    /** Another app's peer id: refused in words, and the client comes back at its own pace. */
    @Test
    void thePeerIdOfAnotherApp() throws Exception {
        for (Release release : RELEASES) {
            Client holder = CAST.client(release, "holder");
            String url = CAST.server().readOnlyUrl(Cast.SPACE);
            var options = Client.Options.at(url).as(holder.peerId());
            Client twin = CAST.client(release, "twin", options);
            Thread.sleep(Duration.ofSeconds(CALM_SECONDS));
            Client.Traffic traffic = twin.traffic();
            assertThat(traffic.sent() + traffic.received())
                    .as("%s", traffic.details())
                    .isLessThanOrEqualTo(RECONNECTS_AT_MOST * 3);
            assertThat(holder.traffic().details().get("closes")).isEmpty();

            holder.leave();
            twin.awaitConnected();
            twin.awaitFound(shared);
            twin.leave();
        }
    }

    private static String unknown(int number) {
        byte[] id = ByteBuffer.allocate(16).putInt(number).putInt(0x4000_4000).array();
        id[8] = (byte) 0x80;
        return DocumentId.of(id).toString();
    }

    private static void comeBack(Client client) {
        client.goOffline();
        client.goOnline();
        client.awaitConnected();
    }

    private static void awaitBytes(Client client, Client.Traffic before, long bytes)
            throws InterruptedException {
        long deadline = System.nanoTime() + Client.PATIENCE.toNanos();
        while (client.traffic().bytesSent() - before.bytesSent() < bytes) {
            assertThat(System.nanoTime()).as("%s", client.traffic().details()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static void assertCalm(
            String what, Client client, Client.Traffic before, int messages, long bytes) {
        Client.Traffic after = client.traffic();
        int spoken = after.sent() + after.received() - before.sent() - before.received();
        long heard =
                after.bytesSent()
                        + after.bytesReceived()
                        - before.bytesSent()
                        - before.bytesReceived();
        System.out.printf(
                "RefusedClientsIT: %s, %s: %d messages, %d bytes in %d s%n",
                what, client.release(), spoken, heard, CALM_SECONDS);
        assertThat(spoken)
                .as("messages, %s %s: %s", what, client.release(), after.details())
                .isLessThanOrEqualTo(messages);
        assertThat(heard)
                .as("bytes, %s %s: %s", what, client.release(), after.details())
                .isLessThanOrEqualTo(bytes);
    }
}
