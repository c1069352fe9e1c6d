package xyz.groundmist.sync.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/** The owner looks into documents and brings earlier states back, while apps have them open. */
final class BroughtBackIT {
    @RegisterExtension static final Cast CAST = new Cast();

    private static JsonNode command(String... words) throws Exception {
        return ((GroundmistServer) CAST.server()).command(List.of(words));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheOwnerBringsBackIsSeenLiveByEveryApp(Release release) throws Exception {
        Client alice = CAST.client(release, "alice");
        Client bob = CAST.client(Release.NEWEST, "bob");
        String essay = alice.create(Map.of("title", "Essay", "text", "It was a good start"));
        bob.awaitFound(essay);
        List<String> before = alice.heads(essay);
        bob.put(essay, "title", "Ruined");
        bob.insert(essay, "text", 0, "🙃🙃 ");
        alice.awaitValue(essay, "text", "🙃🙃 It was a good start");
        alice.awaitSameAs(bob, essay);

        String start = String.join(",", before);
        assertThat(command("documents", "show", essay).at("/value/title").asString())
                .isEqualTo("Ruined");
        assertThat(command("documents", "show", essay, "--at", start).at("/title").asString())
                .isEqualTo("Essay");
        assertThat(command("documents", "diff", essay, "--from", start).toString())
                .contains(
                        "{\"path\":\"/text\",\"kind\":\"text\",\"at\":0,\"before\":\"\",\"after\":\"🙃🙃"
                            + " \"}");

        command("documents", "restore", essay, "--at", start);

        for (Client client : List.of(alice, bob)) {
            client.awaitValue(essay, "title", "Essay");
            client.awaitValue(essay, "text", "It was a good start");
        }
        alice.awaitSameAs(bob, essay);
        assertThat(before).isNotEqualTo(alice.heads(essay));
        alice.insert(essay, "text", 0, "Indeed! ");
        bob.awaitValue(essay, "text", "Indeed! It was a good start");
        assertThat(command("documents", "find", "essay").get("found").toString()).contains(essay);
    }

    @Test
    void aWorkerThatIsKilledStopsNoApp() throws Exception {
        Client alice = CAST.client(Release.NEWEST, "alice");
        String note = alice.create(Map.of("text", "calm"));
        Client bob = CAST.client(Release.NEWEST, "bob");
        bob.awaitFound(note);
        long server = CAST.server().pid();
        for (ProcessHandle worker : ProcessHandle.of(server).orElseThrow().children().toList()) {
            worker.destroyForcibly();
        }
        alice.insert(note, "text", 0, "still ");
        bob.awaitValue(note, "text", "still calm");
        assertThat(command("documents", "show", note).at("/value/text").asString())
                .isEqualTo("still calm");
    }
}
