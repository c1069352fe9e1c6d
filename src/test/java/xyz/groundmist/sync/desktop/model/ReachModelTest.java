package xyz.groundmist.sync.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import xyz.groundmist.sync.home.ControlException;
import xyz.groundmist.sync.home.ReachEntry;
import xyz.groundmist.sync.home.Reaches;
import xyz.groundmist.sync.home.Status;
import xyz.groundmist.sync.home.StatusModel.Condition;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the page Address says of the way in, and what is asked for. */
class ReachModelTest {
    private final FakeServer server = new FakeServer();
    private final List<String> browsed = new ArrayList<>();
    private ReachModel model;

    @BeforeEach
    @Timeout(10)
    void begin() {
        server.start();
        while (server.status().now().condition() != Condition.RUNNING) Thread.onSpinWait();
        model =
                new ReachModel(
                        server,
                        new Work(Runnable::run, Runnable::run),
                        new Times(() -> FakeServer.NOW, ZoneOffset.UTC),
                        browsed::add);
    }

    private @Nullable ReachEntry reach() {
        Status status = server.status().now().status();
        return status == null ? null : status.reach();
    }

    private ReachView shown(ReachEntry entry) throws InterruptedException {
        server.reach(entry);
        while (!entry.equals(reach())) Thread.sleep(5);
        model.show();
        return model.view().now();
    }

    @Test
    void sayThatNothingLeadsHere() throws Exception {
        ReachView view = shown(Reaches.none());

        assertThat(view.chosen()).isFalse();
        assertThat(view.host()).isNull();
        assertThat(view.summary())
                .isEqualTo("Until there is one, apps reach you on this computer only.");
    }

    @Test
    void aWayThatLeadsHereIsShownHopByHop() throws Exception {
        ReachView view = shown(Reaches.wellThroughNgrok());

        assertThat(view.host()).isEqualTo("anna.example.org");
        assertThat(view.summary()).startsWith("Through ngrok · reachable, checked ");
        assertThat(view.tone()).isEqualTo(Tone.WELL);
        assertThat(view.hops())
                .extracting(hop -> hop.name() + " " + hop.words())
                .containsExactly(
                        "This computer 1 ms", "Tunnel 24 ms", "Internet 31 ms", "Back here 58 ms");
        assertThat(view.total()).isEqualTo("An app far away waits about 58 ms.");
        assertThat(view.used())
                .isEqualTo(
                        "1,204 of 20,000 free requests and 212 MB of 1,000 MB used this month, as"
                                + " counted here.");
        assertThat(view.problem()).isNull();
    }

    @Test
    void whatWaitsForTheOwnerSaysWhatToDo() throws Exception {
        ReachView view = shown(Reaches.refusedByNgrok());

        assertThat(view.tone()).isEqualTo(Tone.ATTENTION);
        assertThat(view.problem())
                .isEqualTo(
                        "ngrok doesn't accept the authtoken. Copy the authtoken from your ngrok"
                                + " account and enter it again.");
        assertThat(view.mayRetry()).isTrue();
        assertThat(view.hops().getLast().fine()).isFalse();
        assertThat(view.hops().getLast().words()).isEqualTo("fails");
        model.openLink();
        assertThat(browsed)
                .containsExactly("https://dashboard.ngrok.com/get-started/your-authtoken");
    }

    @Test
    void whatGoesWrongIsShownWhileTheWayStillLeadsHere() throws Exception {
        ReachView view = shown(Reaches.notRenewed());

        assertThat(view.summary()).startsWith("Under your own domain · ");
        assertThat(view.problem()).contains("could not be renewed", "Check that this machine");
    }

    @Test
    void anSshServersKeyIsConfirmed() throws Exception {
        ReachView view = shown(Reaches.unknownSshServer());

        assertThat(view.hostKey()).isEqualTo("SHA256:abc");
        model.trust();
        assertThat(server.asked).containsExactly("reach trust {hostKey=SHA256:abc}");
    }

    @Test
    void eachWayIsAskedForAsItIsTyped() {
        model.useNgrok(" token ", "");
        model.useNgrok("", "anna.example.org");
        model.useSsh("anna@vps.example.org", "https://anna.example.org", "8080", "", "", false);
        model.useSsh("anna@vps.example.org", "", "", "/home/anna/.ssh/id", "open sesame", true);
        model.useDomain("anna.example.org", "", true);
        model.useProxy("anna.example.org", "");
        model.useProxy("anna.example.org", "10.0.0.5, 127.0.0.1");
        model.retry();
        model.test();
        model.off();

        assertThat(server.asked)
                .containsExactly(
                        "reach use {reach={way=ngrok}, token=token}",
                        "reach use {reach={domain=anna.example.org, way=ngrok}}",
                        "reach use {reach={forwardedHeader=false, host=vps.example.org,"
                                + " publicUrl=https://anna.example.org, remotePort=8080, user=anna,"
                                + " way=ssh}}",
                        "reach use {passphrase=open sesame, reach={forwardedHeader=true,"
                                + " host=vps.example.org, key=/home/anna/.ssh/id, user=anna,"
                                + " way=ssh}}",
                        "reach use {reach={name=anna.example.org, termsAccepted=true, way=domain}}",
                        "reach use {reach={publicUrl=https://anna.example.org, way=proxy}}",
                        "reach use {reach={publicUrl=https://anna.example.org, way=proxy},"
                                + " trustedProxies=[10.0.0.5, 127.0.0.1]}",
                        "reach retry",
                        "reach test",
                        "reach off");
    }

    @Test
    void whatCanNotBeMeantIsSaidAtOnce() {
        model.useSsh("vps.example.org", "", "", "", "", false);
        assertThat(model.view().now().trouble())
                .isEqualTo("Write who signs in where as user@server.");
        model.useSsh("anna@vps.example.org", "", "eighty", "", "", false);
        assertThat(model.view().now().trouble()).isEqualTo("A port is a number from 1 to 65535.");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void aRefusalIsShown() {
        server.refuse(new ControlException("ngrok needs your authtoken."));

        model.useNgrok("", "");

        assertThat(model.view().now().trouble()).isEqualTo("ngrok needs your authtoken.");
        assertThat(model.view().now().busy()).isFalse();
    }
}
