package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.Client.Found.READY;
import static xyz.groundmist.sync.clients.Client.Found.UNAVAILABLE;
import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.HOLDS_REQUESTS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import xyz.groundmist.sync.clients.Client.Found;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What two people do with their apps on an ordinary day, each release with each. */
final class RealClientsIT {
    private static final String PAIRS = "xyz.groundmist.sync.clients.Cast#pairs";

    @RegisterExtension static final Cast CAST = new Cast();

    @ParameterizedTest(name = "{0} writes, {1} reads")
    @MethodSource(PAIRS)
    void aDocumentIsSharedAndStaysLiveBothWays(Release writer, Release reader) throws Exception {
        Client alice = CAST.client(writer, "alice");
        Client bob = CAST.client(reader, "bob");

        String list = alice.create(Map.of("title", "Shopping", "text", "tea"));
        bob.awaitFound(list);
        bob.awaitValue(list, "title", "Shopping");

        alice.insert(list, "text", 3, ", milk");
        bob.awaitValue(list, "text", "tea, milk");
        bob.insert(list, "text", 0, "green ");
        alice.awaitValue(list, "text", "green tea, milk");
        alice.put(list, "title", "Done");
        bob.awaitValue(list, "title", "Done");
        bob.awaitSameAs(alice, list);
    }

    @ParameterizedTest(name = "{0} writes, {1} reads")
    @MethodSource(PAIRS)
    void aHundredAndFiftyQuickEditsAllArrive(Release writer, Release reader) throws Exception {
        Client alice = CAST.client(writer, "alice");
        Client bob = CAST.client(reader, "bob");
        String note = alice.create(Map.of("text", ""));
        bob.awaitFound(note);

        String sentence = "quick fingers ".repeat(11).substring(0, 150);
        alice.type(note, "text", sentence);

        bob.awaitValue(note, "text", sentence);
        bob.awaitSameAs(alice, note);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource(PAIRS)
    void bothEditOfflineAndMergeWhenTheyComeBack(Release one, Release other) throws Exception {
        Client alice = CAST.client(one, "alice");
        Client bob = CAST.client(other, "bob");
        String note = alice.create(Map.of("text", "-", "by", "both"));
        bob.awaitFound(note);

        alice.goOffline();
        bob.goOffline();
        alice.type(note, "text", "alice was here");
        bob.put(note, "by", "bob");
        bob.type(note, "text", "bob too");
        alice.goOnline();
        bob.goOnline();

        alice.awaitValue(note, "by", "bob");
        bob.awaitSameAs(alice, note);
        assertThat(alice.value(note, "text").asString())
                .contains("alice was here", "bob too")
                .isEqualTo(bob.value(note, "text").asString());
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource(PAIRS)
    void ephemeralMessagesArriveOnceAndInOrder(Release sender, Release receiver) throws Exception {
        Client alice = CAST.client(sender, "alice");
        Client bob = CAST.client(receiver, "bob");
        Client stranger = CAST.client(receiver, "stranger");
        String note = alice.create(Map.of("text", ""));
        String elsewhere = stranger.create(Map.of("text", ""));
        bob.awaitFound(note);

        for (int i = 0; i < 5; i++) alice.broadcast(note, Map.of("cursor", i));
        bob.awaitEphemeral(note, 5);
        bob.broadcast(note, Map.of("cursor", "bob's"));
        alice.awaitEphemeral(note, 1);

        var heard = bob.awaitEphemeral(note, 5);
        assertThat(heard)
                .extracting(m -> m.get("senderId").asString())
                .containsOnly(alice.peerId());
        assertThat(heard)
                .extracting(m -> m.get("message").get("cursor").asInt())
                .containsExactlyElementsOf(IntStream.range(0, 5).boxed().toList());
        assertThat(alice.awaitEphemeral(note, 1)).hasSize(1);
        assertThat(stranger.awaitEphemeral(elsewhere, 0)).isEmpty();
    }

    @ParameterizedTest(name = "{0} creates, {1} asks")
    @MethodSource(PAIRS)
    void aDocumentAskedForJustBeforeItIsUploadedArrives(Release writer, Release reader)
            throws Exception {
        CAST.needs(HOLDS_REQUESTS);
        Client alice = CAST.client(writer, "alice", CAST.options().offline());
        Client bob = CAST.client(reader, "bob");
        String note = alice.create(Map.of("text", "just written"));

        try (var meanwhile = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Found> asked = meanwhile.submit(() -> bob.find(note));
            Thread.sleep(300);
            alice.goOnline();
            assertThat(asked.get()).isEqualTo(READY);
        }
        bob.awaitValue(note, "text", "just written");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aDocumentNobodyHasIsUnavailable(Release release) throws Exception {
        Client alice = CAST.client(release, "alice");
        Client loner = CAST.client(release, "loner", CAST.options().offline());
        String unknown = loner.create(Map.of("text", "never uploaded"));

        assertThat(alice.find(unknown, Duration.ofSeconds(20))).isEqualTo(UNAVAILABLE);
    }

    @Test
    void documentsAndGrantsOutliveARestart() throws Exception {
        List<Client> writers =
                List.of(
                        CAST.client(Release.V1_1_2, "alice"),
                        CAST.client(Release.V1_2_1, "bob"),
                        CAST.client(Release.V2_5_6, "carol"));
        Client witness = CAST.client(Release.NEWEST, "witness");
        List<String> notes = writers.stream().map(w -> w.create(Map.of("text", "kept"))).toList();
        for (String note : notes) witness.awaitFound(note);
        writers.forEach(Client::leave);
        witness.leave();

        CAST.server().restart();

        for (Release release : Release.values()) {
            Client reader = CAST.client(release, "reader");
            for (String note : notes) {
                assertThat(reader.find(note)).isEqualTo(READY);
                reader.awaitValue(note, "text", "kept");
            }
        }
    }

    @Test
    void clientsReconnectByThemselvesAfterARestartAndGoOn() throws Exception {
        Client alice = CAST.client(Release.V1_1_2, "alice");
        Client bob = CAST.client(Release.V2_5_6, "bob");
        String note = alice.create(Map.of("text", "before"));
        bob.awaitFound(note);

        CAST.server().stop();
        alice.awaitClosed();
        bob.awaitClosed();
        alice.insert(note, "text", 6, " during");
        CAST.server().start();

        bob.awaitValue(note, "text", "before during");
        bob.insert(note, "text", 13, " after");
        alice.awaitValue(note, "text", "before during after");
    }
}
