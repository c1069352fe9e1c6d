package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import xyz.groundmist.sync.desktop.model.HomeView.Mend;
import xyz.groundmist.sync.home.DeviceEntry;
import xyz.groundmist.sync.home.Reaches;
import xyz.groundmist.sync.home.StatusModel.Condition;
import xyz.groundmist.sync.home.StatusModel.Snapshot;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The one sentence of the page Home, and the one thing to do. */
class HomeViewTest {
    private static final Times TIMES =
            new Times(InstantSource.fixed(FakeServer.NOW), ZoneOffset.UTC);
    private static final Crowd ONE = new Crowd(1, List.of("Library"), List.of("Library", "Quill"));

    private final FakeServer server = new FakeServer();

    @BeforeEach
    void start() {
        server.start();
    }

    private HomeView running(Crowd crowd) {
        return HomeView.of(new Snapshot(Condition.RUNNING, server.running(), null), crowd, TIMES);
    }

    @Test
    void allIsWell() {
        HomeView view = running(ONE);

        assertThat(view.tone()).isEqualTo(Tone.WELL);
        assertThat(view.title()).isEqualTo("All is well.");
        assertThat(view.mend()).isNull();
        assertThat(view.serving()).isTrue();
        assertThat(view.today())
                .isEqualTo(
                        new HomeView.Today(
                                "Library", "Library, Quill", "812 changes in 5 documents"));
        assertThat(view.facts()).extracting(Fact::what).containsExactly("This computer");
    }

    @Test
    void anAddressIsNamedAndNotSaidToBeReachable() {
        server.publicUrl("https://anna.example.org");

        assertThat(running(ONE).facts())
                .anySatisfy(fact -> {
                    assertThat(fact.words()).isEqualTo("anna.example.org");
                    assertThat(fact.sign()).isEqualTo(Fact.Sign.OPEN);
                });
    }

    private Fact others(String... connectedAndBehind) {
        List<DeviceEntry> devices = new ArrayList<>();
        for (String one : connectedAndBehind) {
            boolean away = one.equals("away");
            devices.add(
                    FakeServer.device(
                            "laptop", away ? null : "lan", away ? 0 : Integer.parseInt(one)));
        }
        server.devices(devices, List.of(), FakeServer.pairing("idle"));
        return running(ONE).facts().getLast();
    }

    @Test
    void howTheOtherComputersAreIsOneLine() {
        assertThat(others("0", "0", "away"))
                .isEqualTo(
                        new Fact("Other computers", Fact.Sign.DONE, "2 computers in step", null));
        assertThat(others("0", "412"))
                .isEqualTo(
                        new Fact(
                                "Other computers",
                                Fact.Sign.OPEN,
                                "1 of 2 in step, the rest catching up",
                                null));
        assertThat(others("away").words()).isEqualTo("The other one isn’t in reach");
        assertThat(others().what()).isEqualTo("This computer");
    }

    @Test
    void aCertificateThatIsNotRenewedIsTheThingToMend() {
        server.reach(Reaches.notRenewed());

        HomeView view = running(ONE);
        assertThat(view.tone()).isEqualTo(Tone.ATTENTION);
        assertThat(view.more()).contains("could not be renewed");
        assertThat(view.mend()).isEqualTo(Mend.ADDRESS);
    }

    @Test
    void withoutAnOwnerTheThingToDoIsToSetUp() {
        assertThat(running(Crowd.NOBODY).mend()).isEqualTo(Mend.SET_UP);
    }

    @Test
    void anEndedSignInIsTheThingToMend() {
        server.signedIn("anna.test");
        server.account("ended", null);

        assertThat(running(ONE).mend()).isEqualTo(Mend.SIGN_IN);
    }

    @Test
    void anAddressThatWasPublishedAndIsNoMoreTheOneStandsOut() {
        server.signedIn("anna.test");
        server.account("signed_in", "old.example.org");
        server.publicUrl("https://anna.example.org");

        assertThat(running(ONE).facts()).last().extracting(Fact::sign).isEqualTo(Fact.Sign.WRONG);
    }

    @Test
    void withoutAppsTheThingToDoIsToConnectOne() {
        server.signedIn("anna.test");

        assertThat(running(Crowd.NOBODY).mend()).isEqualTo(Mend.CONNECT_APP);
    }

    @Test
    void anAppThatAsksComesBeforeEverythingThatIsWell() {
        server.request("K7-QM", "Library", null, "account");

        HomeView view = running(Crowd.NOBODY);

        assertThat(view.title()).isEqualTo("An app asks for access.");
        assertThat(view.mend()).isEqualTo(Mend.REVIEW);
        assertThat(view.tone()).isEqualTo(Tone.ATTENTION);
    }

    @Test
    void aProblemComesBeforeAnAppThatAsks() {
        server.request("K7-QM", "Library", null, "account");
        server.problem("The disk is full. Make room.");

        HomeView view = running(ONE);

        assertThat(view.more()).isEqualTo("The disk is full. Make room.");
        assertThat(view.tone()).isEqualTo(Tone.ATTENTION);
    }

    @Test
    void stoppedItOffersToStart() {
        HomeView view =
                HomeView.of(new Snapshot(Condition.STOPPED, null, null), Crowd.NOBODY, TIMES);

        assertThat(view.mend()).isEqualTo(Mend.START);
        assertThat(view.facts()).isEmpty();
        assertThat(view.serving()).isFalse();
    }

    @Test
    void whatKeptItFromStartingIsSaid() {
        HomeView view =
                HomeView.of(
                        new Snapshot(Condition.FAILED, null, "Port 3031 is taken."),
                        Crowd.NOBODY,
                        TIMES);

        assertThat(view.more()).isEqualTo("Port 3031 is taken.");
        assertThat(view.mend()).isEqualTo(Mend.TRY_AGAIN);
    }

    @Test
    void whileItStartsThereIsNothingToPress() {
        HomeView view =
                HomeView.of(new Snapshot(Condition.STARTING, null, null), Crowd.NOBODY, TIMES);

        assertThat(view.busy()).isTrue();
        assertThat(view.mend()).isNull();
    }
}
