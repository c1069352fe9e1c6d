package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** The only window is never out of reach. */
class WindowKeeperTest {
    @TempDir Path folder;
    private final Seen seen = new Seen();
    private WindowKeeper keeper;

    private static final class Seen implements WindowKeeper.Window {
        private String state = "none";
        private Runnable understood = () -> {};

        @Override
        public void show() {
            state = "shown";
        }

        @Override
        public void hide() {
            state = "hidden";
        }

        @Override
        public void minimise() {
            state = "minimised";
        }

        @Override
        public void tellThatItGoesOn(Runnable whenUnderstood) {
            state = "told";
            understood = whenUnderstood;
        }
    }

    @BeforeEach
    void make() {
        keeper = keeper();
    }

    private WindowKeeper keeper() {
        return new WindowKeeper(seen, Preferences.read(folder, Runnable::run));
    }

    @Test
    void closedWithoutAnIconItIsMinimised() {
        keeper.begin(false, false);
        keeper.close();

        assertThat(seen.state).isEqualTo("minimised");
    }

    @Test
    void closedForTheFirstTimeItSaysThatItGoesOnAndThenNeverAgain() {
        keeper.begin(true, false);
        keeper.close();
        assertThat(seen.state).isEqualTo("told");
        seen.understood.run();
        assertThat(seen.state).isEqualTo("hidden");

        keeper.open();
        keeper.close();
        assertThat(seen.state).isEqualTo("hidden");

        WindowKeeper afterTheNextStart = keeper();
        afterTheNextStart.begin(true, false);
        afterTheNextStart.close();
        assertThat(seen.state).isEqualTo("hidden");
    }

    @Test
    void whenTheIconGoesTheHiddenWindowComesBack() {
        keeper.begin(true, false);
        keeper.close();
        seen.understood.run();

        keeper.hosted(false);

        assertThat(seen.state).isEqualTo("minimised");
    }

    @Test
    void whenTheIconGoesBeforeThePersonHasReadWhatWasSaidItIsMinimised() {
        keeper.begin(true, false);
        keeper.close();
        keeper.hosted(false);
        seen.understood.run();

        assertThat(seen.state).isEqualTo("minimised");
    }

    @Test
    void aWindowInSightStaysWhenTheIconGoes() {
        keeper.begin(true, false);
        keeper.hosted(false);

        assertThat(seen.state).isEqualTo("shown");
    }

    @Test
    void startedInTheBackgroundItShowsNothingWhileThereIsAnIcon() {
        keeper.begin(false, true);
        keeper.hosted(true);

        assertThat(seen.state).isEqualTo("none");
    }

    @Test
    void startedInTheBackgroundWithoutAnIconItIsMinimised() {
        keeper.begin(false, true);
        keeper.hosted(false);

        assertThat(seen.state).isEqualTo("minimised");
    }

    @Test
    void aSecondStartBringsItUp() {
        keeper.begin(true, true);
        keeper.open();

        assertThat(seen.state).isEqualTo("shown");
    }
}
