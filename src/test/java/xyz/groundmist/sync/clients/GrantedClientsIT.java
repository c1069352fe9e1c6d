package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.clients.Client.Found.UNAVAILABLE;
import static xyz.groundmist.sync.clients.ServerUnderTest.Ability.ACCESS_CONTROL;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import xyz.groundmist.sync.clients.Client.Options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a grant lets a client do, and what happens to one that tries more. */
final class GrantedClientsIT {
    @RegisterExtension static final Cast CAST = new Cast();

    /** All releases in one story, as it takes ten seconds. */
    @Test
    void aReadOnlyClientThatEditsIsAnsweredCalmlyAndStillHearsOthers() throws Exception {
        CAST.needs(ACCESS_CONTROL);
        Client alice = CAST.client(Release.NEWEST, "alice");
        String note = alice.create(Map.of("text", "alice's"));
        List<Client> readers = new ArrayList<>();
        for (Release release : Release.values()) {
            Options readOnly = Options.at(CAST.server().readOnlyUrl(Cast.SPACE));
            Client reader = CAST.client(release, "reader", readOnly).awaitConnected();
            reader.awaitFound(note);
            readers.add(reader);
        }
        List<String> untouched = alice.heads(note);
        Thread.sleep(1000);

        List<Integer> before = readers.stream().map(r -> r.traffic().received()).toList();
        for (Client reader : readers) {
            reader.type(note, "text", " (not so!)");
            reader.create(Map.of("text", "a document of its own"));
        }
        for (int second = 0; second < 10; second++) {
            Thread.sleep(1000);
            if (second == 5) readers.forEach(reader -> reader.put(note, "again", true));
        }
        for (int i = 0; i < readers.size(); i++) {
            Client reader = readers.get(i);
            assertThat(reader.traffic().received() - before.get(i))
                    .as("messages to %s in ten seconds: %s", reader.release(), reader.traffic())
                    .isLessThan(5);
        }

        assertThat(alice.heads(note)).isEqualTo(untouched);
        alice.put(note, "title", "still heard");
        for (Client reader : readers) reader.awaitValue(note, "title", "still heard");
        assertThat(alice.value(note, "text").asString()).isEqualTo("alice's");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void anotherSpacesDocumentIsAsUnknownAsAnyOther(Release release) throws Exception {
        CAST.needs(ACCESS_CONTROL);
        Client alice = CAST.client(release, "alice");
        String note = alice.create(Map.of("text", "mine"));
        Client witness = CAST.client(release, "witness");
        witness.awaitFound(note);
        Options elsewhere = Options.at(CAST.server().url("xyz.groundmist.other"));
        Client mallory = CAST.client(release, "mallory", elsewhere).awaitConnected();

        assertThat(mallory.find(note)).isEqualTo(UNAVAILABLE);
        alice.put(note, "text", "still mine");
        witness.awaitValue(note, "text", "still mine");
        assertThat(mallory.heads(note)).isEmpty();
    }
}
