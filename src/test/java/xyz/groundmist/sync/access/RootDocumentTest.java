package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;

import static xyz.groundmist.sync.access.AnApp.granted;
import static xyz.groundmist.sync.access.AnApp.refused;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Where an app begins: the same document on all of a person's devices. */
class RootDocumentTest {
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

    @Test
    void theFirstOneGivenIsAnsweredEverAfterWhateverTheKey() throws Exception {
        AnApp laptop = premises.approved(ORIGIN);
        assertThat(granted(laptop.renews()).rootDocUrl()).isNull();
        laptop.rootDocUrl = AnApp.document(1);
        assertThat(granted(laptop.renews()).rootDocUrl()).isEqualTo(AnApp.document(1));
        laptop.rootDocUrl = null;
        assertThat(granted(laptop.renews()).rootDocUrl()).isEqualTo(AnApp.document(1));

        AnApp phone = premises.approved(ORIGIN);
        phone.rootDocUrl = AnApp.document(2);
        assertThat(granted(phone.renews()).rootDocUrl()).isEqualTo(AnApp.document(1));
        premises.restart();
        assertThat(granted(phone.renews()).rootDocUrl()).isEqualTo(AnApp.document(1));
    }

    @Test
    void eachOriginAndSpaceBeginsSomewhereElse() throws Exception {
        AnApp library = premises.approved(ORIGIN);
        library.rootDocUrl = AnApp.document(1);
        granted(library.renews());
        AnApp other = premises.approved("https://other.example");
        assertThat(granted(other.renews()).rootDocUrl()).isNull();
        AnApp essays = premises.app(ORIGIN);
        essays.space = "xyz.groundmist.notebook.essay";
        premises.access.approvals().approve(AnApp.code(essays.asks()), false, null);
        assertThat(granted(essays.renews()).rootDocUrl()).isNull();
    }

    @Test
    void whoIsNotApprovedNeitherSetsItNorLearnsIt() throws Exception {
        AnApp stranger = premises.app(ORIGIN);
        stranger.rootDocUrl = AnApp.document(6);
        stranger.asks();
        stranger.asksAsPrototype();
        AnApp app = premises.approved(ORIGIN);
        assertThat(granted(app.renews()).rootDocUrl()).isNull();
    }

    @Test
    void whatCantBeWrittenDownIsNotAnswered() throws Exception {
        AnApp app = premises.approved(ORIGIN);
        app.rootDocUrl = AnApp.document(1);
        premises.fill("root_documents");
        assertThat(refused(app.renews())).isEqualTo("not_written");
    }
}
