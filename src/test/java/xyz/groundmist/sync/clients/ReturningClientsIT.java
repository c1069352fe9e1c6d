package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.DURABLE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Those who come back with less than they left with, with a past of their own, or twice. */
final class ReturningClientsIT {
    @RegisterExtension static final Cast CAST = new Cast();

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aClientThatLostItsStorageGetsAllBackAndEditsOn(Release release) throws Exception {
        Client bob = CAST.client(Release.NEWEST, "bob");
        Client before = stored(release, CAST.newFolder("laptop"), "laptop-1-" + release);
        String note = before.create(Map.of("text", "one"));
        bob.awaitFound(note);
        before.leave();

        Client after = stored(release, CAST.newFolder("reinstalled"), "laptop-1-" + release);
        after.awaitFound(note);
        after.awaitValue(note, "text", "one");
        after.insert(note, "text", 3, " two");
        bob.awaitValue(note, "text", "one two");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aClientRestoredFromABackupCatchesUp(Release release) throws Exception {
        comesBack(release, _ -> true, _ -> true);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aClientWhoseSyncStateKnowsMoreThanItsDocumentsCatchesUp(Release release) throws Exception {
        comesBack(release, path -> !isSyncState(path), ReturningClientsIT::isSyncState);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aClientWhoseSyncStateIsOlderThanItsDocumentsGoesOn(Release release) throws Exception {
        comesBack(release, ReturningClientsIT::isSyncState, path -> !isSyncState(path));
    }

    /**
     * A client writes "one", leaves, comes back, writes "two", leaves, and comes back with a folder
     * mixed of the files it had after "one" and of those it had after "two".
     */
    private static void comesBack(Release release, Predicate<Path> fromOne, Predicate<Path> fromTwo)
            throws Exception {
        Client bob = CAST.client(Release.NEWEST, "bob");
        Path folder = CAST.newFolder("laptop");
        Client first = stored(release, folder, "laptop-2");
        String note = first.create(Map.of("text", "one"));
        bob.awaitFound(note);
        bob.put(note, "by", "bob");
        first.awaitSameAs(bob, note);
        first.leave();
        Path afterOne = CAST.newFolder("after-one");
        copy(folder, afterOne, _ -> true);

        Client second = stored(release, folder, "laptop-2");
        second.awaitFound(note);
        second.insert(note, "text", 3, " two");
        bob.awaitValue(note, "text", "one two");
        second.awaitSameAs(bob, note);
        second.leave();

        Path mixed = CAST.newFolder("mixed");
        copy(afterOne, mixed, fromOne);
        if (fromTwo.test(Path.of("sync-state")) != fromOne.test(Path.of("sync-state"))) {
            copy(folder, mixed, fromTwo);
        }
        Client third = stored(release, mixed, "laptop-2");
        third.awaitFound(note);
        third.awaitSameAs(bob, note);
        third.insert(note, "text", 0, "zero ");
        bob.awaitValue(note, "text", "zero one two");
        bob.put(note, "by", "both");
        third.awaitSameAs(bob, note);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aServerThatLostItsDiskGetsAllBackFromAClient(Release release) throws Exception {
        Path folder = CAST.newFolder("laptop");
        Client alice = stored(release, folder, "laptop-3");
        Client bob = CAST.client(Release.NEWEST, "bob");
        String note = alice.create(Map.of("text", "kept at home"));
        bob.awaitFound(note);
        alice.leave();
        bob.leave();

        CAST.server().stop();
        CAST.server().loseDisk();
        CAST.server().start();

        Client back = stored(release, folder, "laptop-3");
        back.awaitFound(note);
        Client carol = CAST.client(Release.NEWEST, "carol");
        carol.awaitFound(note);
        carol.awaitSameAs(back, note);
        carol.awaitValue(note, "text", "kept at home");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void editsThatDiedWithTheConnectionGoUpAgain(Release release) throws Exception {
        Client alice = CAST.client(release, "alice");
        Client bob = CAST.client(Release.NEWEST, "bob");
        String note = alice.create(Map.of("text", "a"));
        bob.awaitFound(note);

        alice.loseWhatIsSent();
        alice.insert(note, "text", 1, "b");
        Thread.sleep(300);
        alice.goOffline();
        alice.goOnline();

        bob.awaitValue(note, "text", "ab");
    }

    @Test
    void whatAnotherHasSeenSurvivesAPowerCut() throws Exception {
        CAST.needs(DURABLE);
        Client alice = CAST.client(Release.NEWEST, "alice");
        Client bob = CAST.client(Release.NEWEST, "bob");
        String note = alice.create(Map.of("text", ""));
        bob.awaitFound(note);
        alice.type(note, "text", "lightning");
        bob.awaitValue(note, "text", "lightning");

        CAST.server().kill();
        alice.leave();
        bob.leave();
        CAST.server().start();

        Client carol = CAST.client(Release.NEWEST, "carol");
        carol.awaitFound(note);
        carol.awaitValue(note, "text", "lightning");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void aLaptopThatWakesUpReplacesItsDeadConnection(Release release) throws Exception {
        Client bob = CAST.client(Release.NEWEST, "bob");
        var laptop = CAST.options().as("laptop-4-" + release);
        Client asleep = CAST.client(release, "asleep", laptop).awaitConnected();
        String note = asleep.create(Map.of("text", "a"));
        bob.awaitFound(note);
        asleep.fallAsleepForGood();

        Client awake = CAST.client(release, "awake", laptop).awaitConnected();
        awake.awaitFound(note);
        awake.insert(note, "text", 1, "b");
        bob.awaitValue(note, "text", "ab");
        bob.insert(note, "text", 2, "c");
        awake.awaitValue(note, "text", "abc");

        asleep.resumeReading();
        asleep.awaitClosed();
        bob.insert(note, "text", 3, "d");
        awake.awaitValue(note, "text", "abcd");
        assertThat(awake.traffic().details().get("connections").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void anAppSeesWhetherItsOtherDeviceHasCaughtUp(Release release) throws Exception {
        Client laptop =
                CAST.client(
                        release,
                        "laptop",
                        CAST.options().storedIn(CAST.newFolder("laptop")).gossiping());
        laptop.awaitConnected();
        Client phone = CAST.client(release, "phone", CAST.options().gossiping()).awaitConnected();
        String note = phone.create(Map.of("text", ""));
        String storageId = laptop.storageId();
        phone.subscribe(storageId);
        laptop.awaitFound(note);

        phone.type(note, "text", "from the phone");
        laptop.awaitValue(note, "text", "from the phone");
        phone.awaitRemoteHeads(note, storageId, phone.heads(note));

        laptop.put(note, "by", "laptop");
        phone.awaitValue(note, "by", "laptop");
        phone.awaitRemoteHeads(note, storageId, laptop.heads(note));
    }

    private static Client stored(Release release, Path folder, String peerId) throws Exception {
        return CAST.client(release, "laptop", CAST.options().storedIn(folder).as(peerId))
                .awaitConnected();
    }

    private static boolean isSyncState(Path path) {
        for (Path name : path) if (name.toString().equals("sync-state")) return true;
        return false;
    }

    /** Copies the files that are wanted, by their path below the folder. */
    private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path path = from.relativize(file);
                if (!wanted.test(path)) continue;
                Path copy = to.resolve(path);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
