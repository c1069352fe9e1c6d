package xyz.groundmist.sync.space;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

class MailboxTest {
    @Test
    void tasksRunOneAtATimeAndInOrder() throws Exception {
        var ran = new ArrayList<Integer>(); // no lock: the mailbox is one
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var mailbox = new Mailbox(executor, failure -> {});
            try (var senders = Executors.newFixedThreadPool(4)) {
                for (int sender = 0; sender < 4; sender++) {
                    senders.execute(() -> {
                        for (int i = 0; i < 5_000; i++) mailbox.run(() -> ran.add(1));
                    });
                }
            }
            var last = new CountDownLatch(1);
            mailbox.post(last::countDown);
            assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran.size()).isEqualTo(20_000);
    }

    @Test
    void aTaskThatFailsStopsNobody() {
        var ran = new ArrayList<String>();
        var failures = new ArrayList<Throwable>();
        var mailbox =
                new Mailbox(
                        Runnable::run,
                        failure -> {
                            failures.add(failure);
                            throw new IllegalStateException("and nobody can cope with it");
                        });
        for (Throwable failure : List.of(new IllegalStateException(), new OutOfMemoryError())) {
            mailbox.run(() -> fail(failure));
            mailbox.run(() -> ran.add("next"));
        }
        assertThat(ran).containsExactly("next", "next");
        assertThat(failures).hasSize(2);
    }

    private static void fail(Throwable failure) {
        if (failure instanceof Error error) throw error;
        throw (RuntimeException) failure;
    }
}
