package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.RESENDS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Much at once: many documents, large ones, long histories, and someone who doesn't listen. */
final class LargeDocumentsIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension static final Cast CAST = new Cast();

    @Test
    void aThousandDocumentsGoUpAndComeDownElsewhere() throws Exception {
        Client alice = CAST.client(Release.NEWEST, "alice");
        Client bob = CAST.client(Release.NEWEST, "bob");

        List<String> documents = alice.createMany(1000);

        assertThat(documents).doesNotHaveDuplicates();
        bob.awaitMany(documents, LONG);
    }

    @ParameterizedTest(name = "{0} writes, {1} reads")
    @CsvSource({"V1_1_2, V2_5_6", "V2_5_6, V1_1_2"})
    void aDocumentOfFiveMegabytesArrivesWhole(Release writer, Release reader) throws Exception {
        Client alice = CAST.client(writer, "alice");
        Client bob = CAST.client(reader, "bob");
        String album = alice.create(Map.of("title", "Album"));
        bob.awaitFound(album);

        alice.putRandomBytes(album, "photo", 5_000_000);

        bob.awaitHeads(album, alice.heads(album), LONG);
        assertThat(bob.digest(album, "photo"))
                .startsWith("5000000 ")
                .isEqualTo(alice.digest(album, "photo"));
    }

    @Test
    void aPastedTextOf100KilobytesArrivesWhole() throws Exception {
        Client alice = CAST.client(Release.NEWEST, "alice");
        Client bob = CAST.client(Release.V1_2_1, "bob");
        String book = alice.create(Map.of("text", ""));
        bob.awaitFound(book);

        alice.insert(book, "text", 0, "Call me Ishmael. ".repeat(6_000));

        bob.awaitHeads(book, alice.heads(book), LONG);
        assertThat(bob.digest(book, "text"))
                .startsWith("102000 ")
                .isEqualTo(alice.digest(book, "text"));
    }

    @Test
    void aHistoryOfAHundredThousandEditsGoesUpAndComesDownElsewhere() throws Exception {
        Client alice = CAST.client(Release.NEWEST, "alice", CAST.options().offline());
        String novel = alice.create(Map.of("text", ""));
        alice.writeLongHistory(novel, "text", 100_000);
        assertThat(alice.changes(novel)).isGreaterThan(100_000);
        alice.goOnline();

        for (Release release : List.of(Release.V2_5_6, Release.V1_2_1)) {
            Client reader = CAST.client(release, "reader");
            reader.awaitFound(novel, LONG);
            reader.awaitHeads(novel, alice.heads(novel), LONG);
            assertThat(reader.digest(novel, "text")).isEqualTo(alice.digest(novel, "text"));
        }

        Client bob = CAST.client(Release.NEWEST, "bob");
        bob.awaitFound(novel, LONG);
        bob.awaitHeads(novel, alice.heads(novel), LONG);
        bob.insert(novel, "text", 0, "The end. ");
        alice.awaitSameAs(bob, novel);
    }

    @Test
    void aReaderThatDoesNotReadHoldsNobodyUpAndCatchesUpLater() throws Exception {
        Client alice = CAST.client(Release.NEWEST, "alice");
        Client bob = CAST.client(Release.NEWEST, "bob");
        Client sleeper = CAST.client(Release.NEWEST, "sleeper");
        String album = alice.create(Map.of("title", "Holidays", "text", ""));
        bob.awaitFound(album);
        sleeper.awaitFound(album);

        sleeper.stopReading();
        for (int photo = 0; photo < 60; photo++) {
            alice.putRandomBytes(album, "photo" + photo, 300_000);
            alice.broadcast(album, Map.of("uploaded", photo));
        }
        bob.awaitHeads(album, alice.heads(album), LONG);
        bob.type(album, "text", "nice!");
        alice.awaitValue(album, "text", "nice!");
        String other = bob.create(Map.of("text", "meanwhile"));
        alice.awaitFound(other);

        CAST.needs(RESENDS);
        sleeper.resumeReading();
        sleeper.awaitHeads(album, alice.heads(album), LONG);
    }
}
