package xyz.groundmist.sync.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.store.SpaceName;
import xyz.groundmist.sync.store.StoreException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the owner and the holders of tokens see of grants. */
class GrantsTest {
    private static final SpaceName LIBRARY = new SpaceName("xyz.groundmist.library");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Premises premises;

    @SuppressWarnings("NullAway.Init")
    private SetClock clock;

    @SuppressWarnings("NullAway.Init")
    private Grants grants;

    @BeforeEach
    void open() throws Exception {
        premises = new Premises(folder, null);
        clock = premises.clock;
        grants = premises.access.grants();
    }

    @AfterEach
    void close() {
        premises.close();
    }

    private void restart() throws StoreException {
        premises.restart();
        grants = premises.access.grants();
    }

    @Test
    void aTokenLetsInUnderItsGrantAlsoAfterARestart() throws Exception {
        NewGrant made = grants.add(LIBRARY, " notebook ", null, true, Duration.ofDays(30));
        restart();

        Grant grant = admitted(made.token(), null);
        assertThat(grant.id()).isEqualTo(made.grant().id());
        assertThat(grant.space()).isEqualTo(LIBRARY);
        assertThat(grant.name()).isEqualTo("notebook");
        assertThat(grant.readOnly()).isTrue();
        assertThat(grant.created()).isEqualTo(made.grant().created());
        assertThat(grant.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }

    @Test
    void aRevocationThatCouldNotBeWrittenDownCanBeRepeated() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, null);
        String id = made.grant().id();
        premises.fill("grants");
        assertThatThrownBy(() -> grants.revoke(id)).isInstanceOf(StoreException.class);
        assertThat(grants.admit(made.token(), null, ClientAddress.UNKNOWN))
                .isInstanceOf(Admission.Refused.class);

        premises.empty("grants");
        assertThat(grants.revoke(id)).isTrue();
        assertThat(grants.revoke(id)).isFalse();
        restart();
        assertThat(grants.admit(made.token(), null, ClientAddress.UNKNOWN))
                .isEqualTo(new Admission.Refused(Admission.Why.REVOKED));
    }

    @Test
    void tokensAreLongAndRandomAndIdsAreShortAndTypeable() throws Exception {
        NewGrant one = grants.add(LIBRARY, null, null, false, null);
        NewGrant two = grants.add(LIBRARY, null, null, false, null);
        assertThat(one.token()).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(two.token());
        assertThat(one.grant().id())
                .matches("[0-9a-hjkmnp-tv-z]{8}")
                .isNotEqualTo(two.grant().id());
    }

    @Test
    void theTokenIsNowhereOnDiskNorInAnyText() throws Exception {
        NewGrant made = grants.add(LIBRARY, "app", null, false, null);
        admitted(made.token(), null);
        assertThat(made.toString()).doesNotContain(made.token());
        assertThat(grants.list().toString()).doesNotContain(made.token());
        premises.access.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(made.token());
            }
        }
    }

    @Test
    void aWrongTokenIsUnknown() throws Exception {
        String token = grants.add(LIBRARY, null, null, false, null).token();
        assertThat(refused("", null)).isEqualTo(Admission.Why.UNKNOWN);
        assertThat(refused(token + "A", null)).isEqualTo(Admission.Why.UNKNOWN);
        assertThat(refused(token.substring(1), null)).isEqualTo(Admission.Why.UNKNOWN);
        char last = token.charAt(42) == 'A' ? 'E' : 'A';
        assertThat(refused(token.substring(0, 42) + last, null)).isEqualTo(Admission.Why.UNKNOWN);
    }

    @Test
    void aGrantEndsWhenItsTimeIsOver() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, Duration.ofHours(1));
        clock.forward(Duration.ofHours(1).minusMillis(1));
        admitted(made.token(), null);
        clock.forward(Duration.ofMillis(1));
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.EXPIRED);
        assertThat(grants.revoke(made.grant().id())).isFalse();
    }

    @Test
    void aPausedGrantLetsNobodyInUntilItIsConfirmedAndNoOtherIsTouched() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, null);
        NewGrant other = grants.add(LIBRARY, null, null, false, null);
        var told = new AtomicInteger();
        var toldOther = new AtomicInteger();
        begin(made, told::incrementAndGet);
        begin(other, toldOther::incrementAndGet);
        assertThat(grants.pause(made.grant().id())).isTrue();
        assertThat(told).hasValue(1);
        assertThat(toldOther).hasValue(0);
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.PAUSED);
        restart();
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.PAUSED);
        admitted(other.token(), null);
        assertThat(grants.confirm(made.grant().id())).isTrue();
        admitted(made.token(), null);
        assertThat(grants.pause("nobody")).isFalse();
        grants.revoke(other.grant().id());
        assertThat(grants.pause(other.grant().id())).as("it has ended").isFalse();
    }

    @Test
    void aPauseThatCouldNotBeWrittenDownHoldsAndCanBeRepeated() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, null);
        String id = made.grant().id();
        premises.fill("grants");
        assertThatThrownBy(() -> grants.pause(id)).isInstanceOf(StoreException.class);
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.PAUSED);
        premises.empty("grants");
        assertThat(grants.pause(id)).isTrue();
        restart();
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.PAUSED);
    }

    @Test
    void aRevokedGrantStaysRevokedAlsoAfterARestart() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, null);
        NewGrant other = grants.add(LIBRARY, null, null, false, null);
        assertThat(grants.revoke(made.grant().id())).isTrue();
        assertThat(grants.revoke(made.grant().id())).isFalse();
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.REVOKED);
        restart();
        assertThat(refused(made.token(), null)).isEqualTo(Admission.Why.REVOKED);
        admitted(other.token(), null);
        assertThat(grants.list()).hasSize(2);
    }

    @Test
    void anIdMayBeTypedAsPeopleReadIt() throws Exception {
        assertThat(grants.revoke("nobody01")).isFalse();
        String id = grants.add(LIBRARY, null, null, false, null).grant().id();
        String typed = " " + id.toUpperCase(java.util.Locale.ROOT).replace('0', 'O') + "\n";
        assertThat(grants.revoke(typed.replace('1', 'l'))).isTrue();
    }

    @Test
    void aGrantOfAnOriginIsForThatOriginOnly() throws Exception {
        String token = grants.add(LIBRARY, null, "HTTPS://App.Example:443/", false, null).token();
        assertThat(admitted(token, "https://app.example").origin())
                .isEqualTo("https://app.example");
        for (String other :
                new String[] {
                    null,
                    "null",
                    "",
                    "http://app.example",
                    "https://app.example:8443",
                    "https://app.example.evil.example",
                    "https://evil.example/https://app.example",
                    "https://app.example, https://evil.example",
                    "https://app.example@evil.example",
                    "https://app.example.",
                }) {
            assertThat(refused(token, other)).as("%s", other).isEqualTo(Admission.Why.WRONG_ORIGIN);
        }
    }

    @Test
    void aGrantWithoutAnOriginIsForAnyProgram() throws Exception {
        String token = grants.add(LIBRARY, null, null, false, null).token();
        admitted(token, null);
        admitted(token, "https://anywhere.example");
        admitted(token, "null");
    }

    @Test
    void whatIsNoOriginMakesNoGrant() {
        for (String wrong :
                List.of("null", "app.example", "https://app.example/path", "https://é.example")) {
            assertThatThrownBy(() -> grants.add(LIBRARY, null, wrong, false, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a web origin");
        }
        assertThat(grants.list()).isEmpty();
    }

    @Test
    void whoUsesAGrantIsToldOnceWhenItIsRevoked() throws Exception {
        NewGrant grant = grants.add(LIBRARY, null, null, false, null);
        NewGrant other = grants.add(LIBRARY, null, null, false, null);
        var told = new AtomicInteger();
        var toldOther = new AtomicInteger();
        begin(grant, told::incrementAndGet);
        begin(grant, told::incrementAndGet);
        begin(grant, told::incrementAndGet).end(Traffic.NONE);
        begin(other, toldOther::incrementAndGet);
        grants.revoke(grant.grant().id());
        grants.revoke(grant.grant().id());
        assertThat(told).hasValue(2);
        assertThat(toldOther).hasValue(0);
    }

    @Test
    void oneWhoFailsToListenKeepsNobodyFromBeingTold() throws Exception {
        NewGrant grant = grants.add(LIBRARY, null, null, false, null);
        var told = new AtomicInteger();
        begin(
                grant,
                () -> {
                    throw new IllegalStateException("planted");
                });
        begin(grant, told::incrementAndGet);
        grants.revoke(grant.grant().id());
        assertThat(told).hasValue(1);
    }

    @Test
    void whoUsesAGrantIsToldWhenItsTimeIsOverThoughTheMachineSlept() throws Exception {
        NewGrant grant = grants.add(LIBRARY, null, null, false, Duration.ofHours(1));
        var told = new CountDownLatch(1);
        begin(grant, told::countDown);
        assertThat(told.await(700, TimeUnit.MILLISECONDS)).isFalse();
        clock.forward(Duration.ofHours(1));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoAsksTooLateIsToldAtOnce() throws Exception {
        NewGrant grant = grants.add(LIBRARY, null, null, false, null);
        Visit visit = AnApp.admitted(grants.admit(grant.token(), null, ClientAddress.UNKNOWN));
        grants.revoke(grant.grant().id());
        var told = new AtomicInteger();
        visit.begin(told::incrementAndGet);
        assertThat(told).hasValue(1);
    }

    @Test
    void theLastUseIsKeptToTheMinute() throws Exception {
        NewGrant made = grants.add(LIBRARY, null, null, false, null);
        assertThat(made.grant().lastUsed()).isNull();
        Instant first = clock.instant();
        admitted(made.token(), null);
        premises.access.ledger().newest(null, 1); // waits for what is being written
        clock.forward(Duration.ofSeconds(59));
        admitted(made.token(), null);
        assertThat(lastUsed()).isEqualTo(first.plusSeconds(59));
        restart();
        assertThat(lastUsed()).as("not written for a use within the minute").isEqualTo(first);
    }

    private @Nullable Instant lastUsed() {
        return grants.list().getFirst().lastUsed();
    }

    private Visit begin(NewGrant grant, Runnable ended) {
        Visit visit = AnApp.admitted(grants.admit(grant.token(), null, ClientAddress.UNKNOWN));
        visit.begin(ended);
        return visit;
    }

    private Grant admitted(String token, @Nullable String origin) {
        var admission = grants.admit(token, origin, ClientAddress.UNKNOWN);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).visit().grant();
    }

    private Admission.Why refused(String token, @Nullable String origin) {
        var admission = grants.admit(token, origin, ClientAddress.UNKNOWN);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).why();
    }
}
