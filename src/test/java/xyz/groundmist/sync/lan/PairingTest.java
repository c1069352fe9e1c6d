package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

class PairingTest {
    private static final String ANNA = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String BOB = "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb";

    @TempDir private Path folder;
    private Machine desk;
    private Machine laptop;

    @BeforeEach
    void start() throws IOException {
        desk = Machine.start(folder.resolve("desk"), "desk");
        laptop = Machine.start(folder.resolve("laptop"), "laptop");
    }

    @AfterEach
    void stop() {
        desk.close();
        laptop.close();
    }

    @Test
    void bothShowTheSameCodeAndAreConnectedOnceBothHaveConfirmedIt() throws Exception {
        desk.lan.pair();
        laptop.lan.pairWith(desk.address());

        assertThat(desk.code()).isEqualTo(laptop.code()).matches("[A-Z0-9]{3}-[A-Z0-9]{3}");
        laptop.lan.confirm(laptop.code());
        Thread.sleep(100);
        assertThat(laptop.knows()).as("one yes isn't enough").isEmpty();
        assertThat(desk.knows()).isEmpty();
        desk.lan.confirm(desk.code().toLowerCase(Locale.ROOT).replace("-", " "));

        assertThat(desk.paired()).isEqualTo(new PairingState.Done(laptop.lan.id(), "laptop", null));
        assertThat(laptop.paired()).isEqualTo(new PairingState.Done(desk.lan.id(), "desk", null));
        Machine.until(() -> {
            try {
                laptop.link().send("hello".getBytes(UTF_8));
                return !desk.heard.isEmpty();
            } catch (IOException _) {
                return false; // the two had called each other, and this one was the second
            }
        });
        assertThat(desk.heard()).isEqualTo("hello");
        assertThat(laptop.link().device()).isEqualTo(desk.lan.id());
    }

    /** Each writes the other down by itself: here the disk of the one that is called hangs. */
    @Test
    void whoDoesNotKnowUsYetMomentsAfterPairingIsNoStranger() throws Exception {
        var disk = new CountDownLatch(1);
        var hangs = new AtomicBoolean();
        try (Machine slow =
                        Machine.start(
                                folder.resolve("slow"),
                                "slow",
                                Machine.LIMITS,
                                () -> {
                                    if (hangs.get()) await(disk);
                                    return Instant.now();
                                });
                Machine quick =
                        Machine.start(
                                folder.resolve("quick"),
                                "quick",
                                Machine.PATIENT,
                                InstantSource.system())) {
            slow.lan.pair();
            quick.lan.pairWith(slow.address());
            slow.code();
            quick.code();
            hangs.set(true);
            slow.lan.confirm(slow.code());
            quick.lan.confirm(quick.code());
            assertThat(quick.paired()).isInstanceOf(PairingState.Done.class);
            Thread.sleep(2_500); // time enough for some calls
            assertThat(slow.knows()).isEmpty();
            assertThat(quick.lan.devices().getFirst().device().estranged()).isFalse();

            disk.countDown();
            Machine.until(() -> quick.connectedTo(slow) && slow.connectedTo(quick));
        }
    }

    private static void await(CountDownLatch disk) {
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The number shown isn't the one that it had committed itself to. */
    @Test
    void whoChoosesItsNumberAfterSeeingOursIsACheat() throws Exception {
        DeviceKey key = DeviceKey.open(folder.resolve("cheat.pem"));
        desk.lan.pair();
        var place = new Caller.Place.Local(new LanAddress("127.0.0.1", desk.lan.port()));
        try (Frames frames =
                new Caller(key, Machine.LIMITS).call(place, desk.lan.id(), Purpose.PAIR)) {
            var promise = new PairingTalk(frames, key.id(), Machine.LIMITS, new SecureRandom());
            var other = new PairingTalk(frames, key.id(), Machine.LIMITS, new SecureRandom());
            promise.commit("laptop");
            promise.hear("code");
            other.open();

            assertThat(desk.paired())
                    .isEqualTo(
                            new PairingState.Failed(
                                    PairingRefusedException.Why.CHEATED.sentence()));
        }
        assertThat(desk.knows()).isEmpty();
    }

    @Test
    void anotherCodeThanTheOneShownEndsTheAttemptOnBothSides() throws Exception {
        desk.lan.pair();
        laptop.lan.pairWith(desk.address());
        String code = laptop.code();
        desk.code();

        assertThatThrownBy(() -> desk.lan.confirm("AAA-AAA"))
                .isInstanceOf(LanException.class)
                .hasMessageContaining("another code");
        assertThat(laptop.paired()).isInstanceOf(PairingState.Failed.class);
        assertThatThrownBy(() -> desk.lan.confirm(code)).isInstanceOf(LanException.class);

        assertThat(desk.knows()).isEmpty();
        assertThat(laptop.knows()).isEmpty();
    }

    @Test
    void whoDoesNotWaitIsNotPairedWith() throws Exception {
        laptop.lan.pairWith(desk.address());

        assertThat(laptop.paired())
                .isEqualTo(
                        new PairingState.Failed(
                                PairingRefusedException.Why.NOT_WAITING.sentence()));
    }

    @Test
    void whoWaitsNoLongerIsNotPairedWith() throws Exception {
        desk.lan.pair();
        desk.lan.cancelPairing();
        laptop.lan.pairWith(desk.address());

        assertThat(laptop.paired()).isInstanceOf(PairingState.Failed.class);
    }

    @Test
    void aLinkPairsWithoutAnotherWordAndOnlyOnce() throws Exception {
        var waiting = (PairingState.Waiting) desk.lan.pair();
        String link = waiting.link() + "&at=" + desk.address();
        laptop.lan.pairWith(link);

        assertThat(laptop.paired()).isInstanceOf(PairingState.Done.class);
        Machine.until(() -> desk.knows().contains(laptop.lan.id()));

        try (Machine thief = Machine.start(folder.resolve("thief"), "thief")) {
            desk.lan.pair();
            thief.lan.pairWith(link);
            assertThat(thief.paired())
                    .isEqualTo(
                            new PairingState.Failed(
                                    PairingRefusedException.Why.WRONG_SECRET.sentence()));
            assertThat(desk.lan.pairing()).isInstanceOf(PairingState.Waiting.class);
        }
        assertThat(waiting.toString()).doesNotContain("secret");
    }

    @Test
    void aLinkOfAnotherMachineIsNotGoodHere() throws Exception {
        try (Machine impostor = Machine.start(folder.resolve("impostor"), "desk")) {
            var waiting = (PairingState.Waiting) desk.lan.pair();
            impostor.lan.pair();
            laptop.lan.pairWith(waiting.link() + "&at=" + impostor.address());

            assertThat(laptop.paired()).isInstanceOf(PairingState.Failed.class);
            assertThat(impostor.lan.pairing()).isInstanceOf(PairingState.Waiting.class);
            assertThat(laptop.knows()).isEmpty();
        }
    }

    @Test
    void whoHasTheLinkComesBeforeAStrangerWhoCalled() throws Exception {
        try (Machine stranger = Machine.start(folder.resolve("stranger"), "laptop")) {
            var waiting = (PairingState.Waiting) desk.lan.pair();
            stranger.lan.pairWith(desk.address());
            desk.code();
            stranger.code();
            laptop.lan.pairWith(waiting.link() + "&at=" + desk.address());

            assertThat(laptop.paired()).isInstanceOf(PairingState.Done.class);
            assertThat(desk.paired()).isInstanceOf(PairingState.Done.class);
            assertThat(stranger.paired())
                    .isEqualTo(
                            new PairingState.Failed(PairingRefusedException.Why.BUSY.sentence()));
            assertThat(desk.knows()).containsExactly(laptop.lan.id());
        }
    }

    @Test
    void strangersWhoCallAndHangUpDoNotUseUpTheLink() throws Exception {
        try (Machine stranger = Machine.start(folder.resolve("stranger"), "laptop")) {
            var waiting = (PairingState.Waiting) desk.lan.pair();
            for (int i = 0; i < 3; i++) {
                stranger.lan.pairWith(desk.address());
                desk.code();
                stranger.code();
                stranger.lan.cancelPairing();
                Machine.until(() -> desk.lan.pairing().equals(waiting));
            }
            stranger.lan.pairWith(desk.address());
            assertThat(stranger.paired())
                    .as("enough codes for one wait")
                    .isEqualTo(
                            new PairingState.Failed(PairingRefusedException.Why.BUSY.sentence()));
            laptop.lan.pairWith(waiting.link() + "&at=" + desk.address());

            assertThat(laptop.paired()).isInstanceOf(PairingState.Done.class);
            Machine.until(() -> desk.knows().equals(List.of(laptop.lan.id())));
        }
    }

    @Test
    void whoeverIsInBetweenMakesTheCodesDiffer() throws Exception {
        try (Machine mallory = Machine.start(folder.resolve("mallory"), "desk");
                Machine mallorysOther = Machine.start(folder.resolve("other"), "laptop")) {
            desk.lan.pair();
            mallory.lan.pair();
            laptop.lan.pairWith(mallory.address());
            mallorysOther.lan.pairWith(desk.address());

            assertThat(laptop.code()).isEqualTo(mallory.code());
            assertThat(desk.code()).isEqualTo(mallorysOther.code());
            assertThat(desk.code()).isNotEqualTo(laptop.code());

            mallory.lan.confirm(mallory.code());
            mallorysOther.lan.confirm(mallorysOther.code());
            assertThatThrownBy(() -> desk.lan.confirm(laptop.code()))
                    .isInstanceOf(LanException.class);
            laptop.lan.cancelPairing();
            assertThat(mallory.paired()).isInstanceOf(PairingState.Failed.class);
            assertThat(desk.knows()).isEmpty();
            assertThat(laptop.knows()).isEmpty();
        }
    }

    @Test
    void bothProveTheAccountTheyAreSignedInTo() throws Exception {
        desk.account.is(ANNA);
        laptop.account.is(ANNA);
        laptop.pairWith(desk);

        assertThat(((PairingState.Done) laptop.paired()).sameAccount()).isTrue();
        assertThat(((PairingState.Done) desk.paired()).sameAccount()).isTrue();
    }

    @Test
    void withoutInternetTheAccountStaysUnproven() throws Exception {
        desk.account.is(ANNA);
        laptop.account.is(ANNA);
        desk.account.internet = false;
        laptop.account.internet = false;
        laptop.pairWith(desk);

        assertThat(((PairingState.Done) laptop.paired()).sameAccount()).isNull();
    }

    @Test
    void theComputerOfAnotherOwnerIsRefused() throws Exception {
        desk.account.is(ANNA);
        laptop.account.is(BOB);
        var waiting = (PairingState.Waiting) desk.lan.pair();
        laptop.lan.pairWith(waiting.link() + "&at=" + desk.address());

        assertThat(laptop.paired())
                .isEqualTo(
                        new PairingState.Failed(
                                PairingRefusedException.Why.OTHER_OWNER.sentence()));
        assertThat(desk.paired()).isInstanceOf(PairingState.Failed.class);
        assertThat(desk.knows()).isEmpty();
        assertThat(laptop.knows()).isEmpty();
    }

    @Test
    void whoClaimsTheAccountWithAProofForSomebodyElseIsRefused() throws Exception {
        desk.account.is(ANNA);
        laptop.account.is(ANNA);
        laptop.account.audience = "did:web:elsewhere.invalid";
        var waiting = (PairingState.Waiting) desk.lan.pair();
        laptop.lan.pairWith(waiting.link() + "&at=" + desk.address());

        assertThat(laptop.paired())
                .isEqualTo(
                        new PairingState.Failed(PairingRefusedException.Why.NOT_PROVEN.sentence()));
        assertThat(desk.knows()).isEmpty();
    }
}
