package xyz.groundmist.sync.hardship;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One server under attack after attack, while two innocents of another app in the same space go on
 * editing. After each the server lives and serves; in the end memory and file descriptors are back.
 */
@EnabledOnOs(OS.LINUX) // reads /proc
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileClientsIT {
    /**
     * An edit takes milliseconds; what counts is that nobody is shut out, on a busy machine too.
     */
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private static final int GRANTS = 10;
    private static final long MOST_MEMORY = 420L << 20;

    private final Forgery forgery = new Forgery(7);
    private final List<Intruder> silent = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private BesiegedServer server;

    @SuppressWarnings("NullAway.Init")
    private Innocents innocents;

    private int descriptorsBefore;

    @BeforeAll
    void start() throws Exception {
        server = new BesiegedServer(GRANTS, "192m");
        innocents = new Innocents(server, 0, "innocent", forgery);
        for (int i = 0; i < 50; i++) innocents.roundTrip();
        descriptorsBefore = server.fileDescriptors();
        for (int i = 0; i < 20; i++) {
            silent.add(new Intruder(server.port()));
            silent.add(Intruder.open(server, 1));
            var loris = new Intruder(server.port());
            loris.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
            silent.add(loris);
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (innocents != null) innocents.close();
        for (Intruder one : silent) one.close();
        if (server != null) server.close();
    }

    static Stream<Attack> attacks() {
        return Stream.of(RudeFrames.all(), SyncBombs.all(), Floods.all()).flatMap(a -> a);
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("attacks")
    void survives(Attack attack) throws Exception {
        innocents.worstMillis();
        var failure = new AtomicReference<Throwable>();
        Thread attacker =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                attack.run().against(server, forgery);
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        do {
            innocents.roundTrip();
        } while (!attacker.join(java.time.Duration.ofMillis(20)));
        if (failure.get() != null) throw new AssertionError(attack.name(), failure.get());
        innocents.roundTrip();
        long worst = innocents.worstMillis();
        assertThat(worst).as("the innocents' longest wait").isLessThan(LONGEST_WAIT_MILLIS);
        assertThat(server.isAlive()).isTrue();
        new Innocents(server, 0, "newcomer", forgery).close();
    }

    /** Opened before the first attack: by now every deadline has passed. */
    @Order(2)
    @Test
    void whoNeverSpokeWasClosed() throws IOException {
        for (Intruder one : silent) assertThat(one.closeCode()).isIn(1008, Intruder.CUT);
    }

    @Order(3)
    @Test
    void memoryAndFileDescriptorsAreBack() throws Exception {
        for (int i = 0; i < 100 && server.fileDescriptors() > descriptorsBefore + 8; i++) {
            innocents.roundTrip();
            Thread.sleep(100);
        }
        assertThat(server.fileDescriptors()).isLessThanOrEqualTo(descriptorsBefore + 8);
        assertThat(server.residentBytes()).isLessThan(MOST_MEMORY);
    }

    @Order(4)
    @Test
    void nothingWasAMistakeOfOurs() throws IOException {
        assertThat(server.output() + server.log())
                .doesNotContain("OutOfMemoryError")
                .doesNotContain("mistake of ours")
                .doesNotContain("could not be handled")
                .doesNotContain("ERROR");
    }
}
