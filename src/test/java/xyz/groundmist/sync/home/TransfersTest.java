package xyz.groundmist.sync.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.documents.TransferReport;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Imports and exports, as whoever began one sees them. */
class TransfersTest {
    private static final TransferReport REPORT = new TransferReport(2, 7, 5, List.of("one is bad"));

    private final Transfers transfers = new Transfers();
    private final CountDownLatch begun = new CountDownLatch(1);

    @AfterEach
    void close() {
        transfers.close();
    }

    private TransferState awaitEnd() throws Exception {
        TransferState state = Objects.requireNonNull(transfers.state());
        while (!state.ended()) {
            Thread.sleep(5);
            state = Objects.requireNonNull(transfers.state());
        }
        return state;
    }

    /** One that is at its second document of three until it is given up. */
    private void beginAnEndlessOne() throws Exception {
        transfers.begin(progress -> {
            progress.at(1, 3);
            begun.countDown();
            new CountDownLatch(1).await();
            return REPORT;
        });
        begun.await();
    }

    @Test
    void itIsWatchedUntilItsReport() throws Exception {
        assertThat(transfers.state()).isNull();
        transfers.begin(progress -> {
            progress.at(2, 2);
            return REPORT;
        });
        TransferState ended = awaitEnd();
        assertThat(ended.done()).isEqualTo(2);
        assertThat(ended.of()).isEqualTo(2);
        assertThat(ended.failure()).isNull();
        assertThat(ended.report())
                .isEqualTo(new TransferState.Outcome(2, 7, 5, List.of("one is bad")));
    }

    @Test
    void thereIsOneAtATimeAndItCanBeGivenUp() throws Exception {
        beginAnEndlessOne();
        assertThat(transfers.state()).isEqualTo(new TransferState(1, 3, null, null));
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> transfers.begin(_ -> REPORT))
                .withMessageContaining("is under way");
        transfers.cancel();
        assertThat(awaitEnd().failure()).contains("given up");
        transfers.begin(_ -> REPORT);
        assertThat(awaitEnd().report()).isNotNull();
    }

    @Test
    void aServerThatStopsEndsIt() throws Exception {
        beginAnEndlessOne();
        transfers.close();
        assertThat(awaitEnd().failure()).contains("given up");
    }

    @Test
    void whatWentWrongIsSaidInASentence() throws Exception {
        transfers.begin(_ -> {
            throw new IOException("No space left on device");
        });
        assertThat(awaitEnd().failure())
                .startsWith("A file can't be read or written: ")
                .containsIgnoringCase("no space left on device");
        transfers.begin(_ -> {
            throw new IllegalStateException("a secret of ours");
        });
        assertThat(awaitEnd().failure())
                .contains("Its log file says more")
                .doesNotContain("secret");
    }
}
