package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import xyz.groundmist.sync.owner.AccountState.Standing;
import xyz.groundmist.sync.owner.OwnerException.Kind;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An account's server that is wrong, or lies; and what only time brings about. */
class AccountTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private FakePds pds;
    private Machine machine;

    @BeforeEach
    void start() throws Exception {
        pds = new FakePds();
        machine = new Machine(pds.network(), folder, null, SignIn.PATIENCE);
    }

    @AfterEach
    void stop() {
        machine.close();
        pds.close();
    }

    @Test
    void signsInAndAsksForTheOneRecordOnly() throws Exception {
        SignIn signIn = comeBack("code");

        assertThat(signIn.await(SOON)).isEqualTo(FakePds.ALICE);
        var asked = pds.last("/par").form();
        assertThat(asked.get("scope")).isEqualTo(Scopes.NARROW);
        assertThat(asked.get("login_hint")).isEqualTo("alice.example.com");
        assertThat(asked.get("code_challenge_method")).isEqualTo("S256");
        assertThat(pds.last("/token").form().get("redirect_uri"))
                .isEqualTo(asked.get("redirect_uri"));
    }

    @Test
    void asksForMoreOnlyWhereTheServerRefusesLess() throws Exception {
        pds.answer("/par", 400, Map.of("error", "invalid_scope"));
        fails(Kind.REFUSED, () -> machine.account.signIn("alice.example.com"));

        assertThat(pds.asked.stream().filter(each -> each.path().equals("/par")))
                .extracting(each -> each.form().get("scope"))
                .containsExactly(Scopes.NARROW, Scopes.BROAD);
        assertThat(pds.last("/par").form().get("client_id")).contains("transition%3Ageneric");
    }

    @Test
    void refusesAnAnswerFromAnotherServer() throws Exception {
        for (String issuer : new String[] {"https://evil.example", ""}) {
            SignIn signIn = machine.account.signIn("alice.example.com");
            Page page = answer(signIn, "code=x", issuer);
            assertThat(page.status()).isEqualTo(400);
            fails(Kind.MISMATCH, () -> signIn.await(SOON));
        }
        assertThat(pds.count("/token")).isZero();
    }

    @Test
    void takesAnAnswerOnce() throws Exception {
        SignIn signIn = comeBack("code");
        assertThat(signIn.await(SOON)).isEqualTo(FakePds.ALICE);

        assertThat(answer(signIn, "code=again", pds.url()).status()).isEqualTo(404);
        assertThat(pds.count("/token")).isEqualTo(1);
    }

    @Test
    void refusesAnotherAccountThanTheOneNamedAndEndsItsSession() throws Exception {
        var tokens = pds.tokens();
        tokens.put("sub", FakePds.MALLORY.text());
        tokens.put("refresh_token", "mallorys");
        pds.answer("/token", 200, tokens);

        SignIn signIn = comeBack("code");

        fails(Kind.MISMATCH, () -> signIn.await(SOON));
        assertThat(pds.last("/revoke").form().get("token")).isEqualTo("mallorys");
        assertThat(machine.owner.did()).isNull();
    }

    @Test
    void refusesAServerThatTheAccountDoesntName() throws Exception {
        SignIn signIn = machine.account.signIn(pds.url());
        // The account of whom it says signed in is somewhere else.
        try (var elsewhere = new FakePds()) {
            pds.document(FakePds.ALICE, elsewhere.url());
            answer(signIn, "code=x", pds.url());
            fails(Kind.MISMATCH, () -> signIn.await(SOON));
        }
        assertThat(pds.count("/revoke")).isEqualTo(1);
    }

    @Test
    void takesNoTokensThatAnybodyCouldUse() throws Exception {
        for (var change :
                List.<Map<String, Object>>of(
                        Map.of("token_type", "Bearer"),
                        Map.of("refresh_token", 7),
                        Map.of("scope", "openid"))) {
            var tokens = pds.tokens();
            tokens.putAll(change);
            pds.answer("/token", 200, tokens);
            SignIn signIn = comeBack("code");
            assertThatExceptionOfType(OwnerException.class)
                    .as(change.toString())
                    .isThrownBy(() -> signIn.await(SOON));
        }
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_OUT);
    }

    @Test
    void signsInWithoutTheRightToPublishAndSaysSo() throws Exception {
        var tokens = pds.tokens();
        tokens.put("scope", "atproto");
        pds.answer("/token", 200, tokens);
        comeBack("code").await(SOON);

        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().mayPublish()).isFalse();
        fails(Kind.NOT_GRANTED, () -> machine.account.publish("sync.example.org", false));
        assertThat(pds.count("/xrpc/com.atproto.repo.putRecord")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer=https://evil.example",
                "authorization_endpoint=javascript:alert(1)",
                "authorization_endpoint=file:///etc/passwd",
                "token_endpoint=https://user:password@evil.example/token",
                "pushed_authorization_request_endpoint="
            })
    void refusesAServerThatDescribesItselfWrongly(String wrong) {
        var metadata = pds.metadata();
        String[] parts = wrong.split("=", 2);
        metadata.put(parts[0], parts[1]);
        pds.answer("/.well-known/oauth-authorization-server", 200, metadata);

        fails(Kind.UNSUITED, () -> machine.account.signIn("alice.example.com"));
    }

    @Test
    void refusesAPdsThatNamesAnotherOrSeveral() {
        String path = pds.url() + "/.well-known/oauth-protected-resource";
        pds.answer(
                path,
                200,
                Map.of("resource", pds.url(), "authorization_servers", List.of(pds.url(), "x")));
        fails(Kind.UNSUITED, () -> machine.account.signIn("alice.example.com"));
        pds.answer(
                path,
                200,
                Map.of(
                        "resource",
                        "https://evil.example",
                        "authorization_servers",
                        List.of(pds.url())));
        fails(Kind.UNSUITED, () -> machine.account.signIn("alice.example.com"));
    }

    @Test
    void tellsAFaultFromARefusal() {
        pds.answer("/par", 503, Map.of());
        fails(Kind.UNREACHABLE, () -> machine.account.signIn("alice.example.com"));
        pds.answer("/par", 429, Map.of("error", "RateLimitExceeded"));
        fails(Kind.UNREACHABLE, () -> machine.account.signIn("alice.example.com"));
        pds.answer("/par", 400, Map.of("error", "<script>alert(1)</script>"));
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(() -> machine.account.signIn("alice.example.com"))
                .withMessageNotContaining("script");
    }

    @Test
    void isItsOwnClientWhereItsAddressIsStable() throws Exception {
        machine.at("https://sync.example.org");
        SignIn signIn = machine.account.signIn("alice.example.com");

        assertThat(signIn.port()).isZero();
        var asked = pds.last("/par").form();
        assertThat(asked.get("client_id"))
                .isEqualTo("https://sync.example.org/oauth/client-metadata.json");
        assertThat(asked.get("redirect_uri")).isEqualTo("https://sync.example.org/oauth/callback");
        assertThat(asked.get("client_assertion")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        answer(signIn, "code=x", pds.url());
        signIn.await(SOON);
        assertThat(machine.account.state().until())
                .isAfter(Instant.now().plus(Duration.ofDays(700)));

        pds.answer("/token", 400, Map.of("error", "invalid_client_metadata"));
        machine.letTheHourPass();
        machine.at("https://new.example.org").account.check();
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().problems().toString()).contains("doesn't recognise");
        pds.answer("/token", 200, pds.tokens());
        machine.account.check();
        assertThat(machine.account.state().problems()).isEmpty();
    }

    @Test
    void isAProgramOnThisComputerWhereTheAddressCantBeReached() throws Exception {
        machine.at("https://sync.example.org");
        pds.answer("/par", 400, Map.of("error", "invalid_client_metadata"));

        fails(Kind.REFUSED, () -> machine.account.signIn("alice.example.com"));

        assertThat(pds.last("/par").form().get("client_id")).startsWith("http://localhost?");
    }

    @Test
    void showsItselfAtItsAddressOnly() {
        assertThat(machine.account.pages().at("/oauth/client-metadata.json", null)).isNull();
        machine.at("https://sync.example.org");
        Page metadata = page("/oauth/client-metadata.json", null);
        assertThat(metadata.body())
                .contains("\"client_id\":\"https://sync.example.org/oauth/client-metadata.json\"")
                .contains("private_key_jwt");
        assertThat(page("/oauth/jwks.json", null).body())
                .contains("\"kid\"")
                .doesNotContain("\"d\"");
        assertThat(page("/oauth/callback", "state=x&code=y").status()).isEqualTo(404);
        assertThat(machine.account.pages().at("/oauth/other", null)).isNull();
    }

    @Test
    void saysDaysBeforeThatSigningInIsDue() throws Exception {
        comeBack("code").await(SOON);

        machine.setClock(Duration.ofDays(10));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        machine.setClock(Duration.ofDays(12));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.DUE_SOON);
        assertThat(machine.account.state().problems().toString()).contains("ends in 2 days");
        machine.setClock(Duration.ofDays(15));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.ENDED);
    }

    @Test
    void saysTwoWeeksBeforeWhereASignInLastsYears() throws Exception {
        machine.at("https://sync.example.org");
        comeBack("code").await(SOON);
        assertThat(machine.session().confidential()).isTrue();
        Duration all =
                Duration.between(
                        Instant.now(), Objects.requireNonNull(machine.account.state().until()));

        machine.setClock(all.minusDays(15));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        machine.setClock(all.minusDays(13));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.DUE_SOON);
        assertThat(machine.account.state().problems().toString()).contains("ends in 13 days");
        machine.setClock(all.plusDays(1));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.ENDED);
    }

    @Test
    void aDailyLookThatReachedNobodyIsMadeUpFor() throws Exception {
        comeBack("code").await(SOON);
        String path = "/xrpc/com.atproto.sync.getRepoStatus";
        pds.answer(path, 503, Map.of());
        machine.account.watch().tick();
        pds.answer(path, 200, Map.of("active", false, "status", "deactivated"));

        machine.setClock(Duration.ofMinutes(12));
        machine.account.watch().tick();

        assertThat(machine.account.state().problems().toString()).contains("is deactivated");
        assertThat(pds.count(path)).isEqualTo(2);
        machine.setClock(Duration.ofMinutes(22));
        machine.account.watch().tick();
        assertThat(pds.count(path)).as("once a day when it went well").isEqualTo(2);
    }

    @Test
    void whatFailsInAnUnforeseenWayIsNotTheLastLook() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        machine.at("https://one.example.org").account.publish(null, false);
        machine.broken = true;
        machine.account.watch().tick();
        machine.broken = false;

        machine.at("https://two.example.org").account.watch().tick();

        assertThat(machine.account.state().published()).isEqualTo("two.example.org");
    }

    @Test
    void hasTheRecordFollowNotMoreOftenThanEveryTenMinutes() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        machine.at("https://one.example.org").account.publish(null, false);

        machine.at("https://two.example.org").account.check();
        machine.at("https://three.example.org").account.check();
        assertThat(pds.count("/xrpc/com.atproto.repo.putRecord")).isEqualTo(2);
        machine.setClock(Duration.ofMinutes(11));
        machine.account.check();

        assertThat(pds.count("/xrpc/com.atproto.repo.putRecord")).isEqualTo(3);
        assertThat(pds.last("/xrpc/com.atproto.repo.putRecord").body())
                .contains("three.example.org")
                .contains("\"swapRecord\":\"cid-");
        assertThat(machine.account.state().published()).isEqualTo("three.example.org");
        assertThat(machine.told)
                .containsExactly(
                        "Your account names two.example.org now, where your apps find this server;"
                                + " it named one.example.org.",
                        "Your account names three.example.org now, where your apps find this"
                                + " server; it named two.example.org.");
    }

    @Test
    void leavesAnAddressAloneThatWasGivenByHand() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        machine.at("https://one.example.org").account.publish("front.example.org", false);

        machine.account.check();

        assertThat(pds.count("/xrpc/com.atproto.repo.putRecord")).isEqualTo(1);
    }

    @Test
    void followsAnAccountToAnotherPdsOfTheSameAuthorizationServer() throws Exception {
        comeBack("code").await(SOON);
        pds.document(FakePds.ALICE, pds.otherUrl());

        machine.setClock(Duration.ofMinutes(2)); // looked up a moment ago
        machine.account.check();

        assertThat(machine.account.state().pds()).isEqualTo(pds.otherUrl());
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().problems().toString()).contains("has moved");
    }

    @Test
    void whoSignsInAnewStaysSignedInThoughTheOldServerSendsPeopleElsewhere() throws Exception {
        comeBack("code").await(SOON);
        var metadata = pds.metadata();
        pds.document(FakePds.ALICE, pds.otherUrl());
        metadata.put("issuer", pds.otherUrl());
        pds.answer(pds.otherUrl() + "/.well-known/oauth-authorization-server", 200, metadata);
        for (String origin : List.of(pds.url(), pds.otherUrl())) {
            pds.answer(
                    origin + "/.well-known/oauth-protected-resource",
                    200,
                    Map.of("resource", origin, "authorization_servers", List.of(pds.otherUrl())));
        }
        machine.setClock(Duration.ofMinutes(2)); // looked up a moment ago

        SignIn again = machine.account.signIn("alice.example.com");
        answer(again, "code=x", pds.otherUrl());
        assertThat(again.await(SOON)).isEqualTo(FakePds.ALICE);

        Thread.sleep(500); // the old one is ended in the background, or would be
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().pds()).isEqualTo(pds.otherUrl());
    }

    @Test
    void aServerThatNamesAnotherIssuerForAWhileCostsNoSession() throws Exception {
        comeBack("code").await(SOON);
        String path = pds.url() + "/.well-known/oauth-protected-resource";
        pds.answer(
                path,
                200,
                Map.of("resource", pds.url(), "authorization_servers", List.of(pds.otherUrl())));
        var metadata = pds.metadata();
        metadata.put("issuer", pds.otherUrl());
        pds.answer(pds.otherUrl() + "/.well-known/oauth-authorization-server", 200, metadata);
        machine.letTheHourPass();
        long asked = pds.count("/token");

        machine.account.check();
        assertThat(pds.count("/token")).as("the other one gets no token").isEqualTo(asked);
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
        assertThat(machine.account.state().problems().toString()).contains("elsewhere now");

        pds.answer(
                path,
                200,
                Map.of("resource", pds.url(), "authorization_servers", List.of(pds.url())));
        machine.account.check();
        assertThat(machine.account.state().problems()).isEmpty();
    }

    @Test
    void aPdsThatRefusesWhatWasJustRenewedDoesntEndTheSession() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        pds.answer("/xrpc/com.atproto.repo.putRecord", 401, Map.of("error", "InvalidToken"));
        pds.refusing = true;

        fails(Kind.REFUSED, () -> machine.account.publish("sync.example.org", false));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);

        pds.refusing = false;
        machine.account.publish("sync.example.org", false);
    }

    @Test
    void tokensThatLastForeverAreTakenForADay() throws Exception {
        var tokens = pds.tokens();
        tokens.put("expires_in", Long.MAX_VALUE);
        pds.answer("/token", 200, tokens);

        assertThat(comeBack("code").await(SOON)).isEqualTo(FakePds.ALICE);
        assertThat(machine.credentials().accessExpires())
                .isBefore(Instant.now().plus(Duration.ofDays(2)));
    }

    @Test
    void whatIsGivenUpWhileTheBrowserComesBackIsNotSignedIn() throws Exception {
        SignIn signIn = machine.account.signIn("alice.example.com");
        pds.during("/token", signIn::cancel);
        answer(signIn, "code=x", pds.url());

        fails(Kind.CANCELLED, () -> signIn.await(SOON));
        assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_OUT);
        assertThat(machine.owner.did()).isNull();
        assertThat(pds.count("/revoke")).isEqualTo(1);
    }

    @Test
    void stoppingWaitsForARenewalSoThatTheNextStartHasWhatItBrought() throws Exception {
        comeBack("code").await(SOON);
        machine.letTheHourPass();
        var tokens = pds.tokens();
        tokens.put("refresh_token", "the-fresh-one");
        pds.answer("/token", 200, tokens);
        var asked = new java.util.concurrent.CountDownLatch(1);
        pds.during(
                "/token",
                () -> {
                    asked.countDown();
                    Thread.sleep(1_000);
                });
        Thread renewal = Thread.ofVirtual().start(() -> machine.account.check());
        asked.await();

        machine.close();
        machine = new Machine(pds.network(), folder, null, SignIn.PATIENCE);
        assertThat(machine.credentials().refresh()).isEqualTo("the-fresh-one");
        assertThat(machine.file.kept().renewing()).isFalse();
        renewal.join();
    }

    @Test
    void aSignInThatFindsNoRoomOnTheDiskLeavesTheOneBefore() throws Exception {
        comeBack("code").await(SOON);
        String before = machine.credentials().refresh();
        Path inTheWay = folder.resolve("secrets.json.new");
        java.nio.file.Files.createDirectories(inTheWay.resolve("x"));
        var tokens = pds.tokens();
        tokens.put("refresh_token", "the-new-one");
        pds.answer("/token", 200, tokens);

        SignIn again = comeBack("code");
        fails(Kind.STORAGE, () -> again.await(SOON));
        assertThat(machine.credentials().refresh()).isEqualTo(before);
        assertThat(pds.last("/revoke").form().get("token")).isEqualTo("the-new-one");
    }

    @Test
    void aRecordThatWasWrittenBeforeTheNetworkWentIsOurs() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        machine.at("https://one.example.org").account.publish(null, false);
        pds.record("cid-unheard", "two.example.org", machine.identity.multikey());

        machine.at("https://two.example.org").account.check();
        assertThat(machine.account.state().problems()).isEmpty();
        assertThat(machine.account.state().published()).isEqualTo("two.example.org");
        assertThat(pds.count("/xrpc/com.atproto.repo.putRecord")).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackDoesntKeepTheRecordFromFollowing() throws Exception {
        pds.record("", "", "");
        comeBack("code").await(SOON);
        machine.at("https://one.example.org").account.publish(null, false);
        machine.setClock(Duration.ofDays(3));
        machine.at("https://two.example.org").account.check();

        machine.setClock(Duration.ZERO);
        machine.at("https://three.example.org").account.check();
        assertThat(machine.account.state().published()).isEqualTo("three.example.org");
    }

    private Page page(String path, @Nullable String query) {
        Page page = machine.account.pages().at(path, query);
        if (page == null) throw new AssertionError("there is nothing at " + path);
        return page;
    }

    /** Signs in as Alice's browser would, with this code. */
    private SignIn comeBack(String code) throws OwnerException {
        SignIn signIn = machine.account.signIn("alice.example.com");
        answer(signIn, "code=" + code, pds.url());
        return signIn;
    }

    /** The browser comes back. */
    private Page answer(SignIn signIn, String how, String issuer) {
        String state = pds.last("/par").form().get("state");
        machine.at("https://anywhere.example.org");
        try {
            return page(
                    "/oauth/callback",
                    how
                            + "&state="
                            + state
                            + "&iss="
                            + URLEncoder.encode(issuer, StandardCharsets.UTF_8));
        } finally {
            assertThat(signIn.toString()).doesNotContain(String.valueOf(state));
        }
    }

    private static void fails(Kind kind, ThrowingCallable work) {
        assertThatExceptionOfType(OwnerException.class)
                .isThrownBy(work)
                .extracting(OwnerException::kind)
                .isEqualTo(kind);
    }
}
