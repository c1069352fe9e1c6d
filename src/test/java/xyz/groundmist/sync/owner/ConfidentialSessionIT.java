package xyz.groundmist.sync.owner;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import xyz.groundmist.sync.atproto.Browser;
import xyz.groundmist.sync.atproto.ConsentPage;
import xyz.groundmist.sync.atproto.Devnet;
import xyz.groundmist.sync.identity.Did;
import xyz.groundmist.sync.owner.AccountState.Standing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A sign-in that lasts years, for as long as its server can be read up on where it was made. */
@Timeout(240)
final class ConfidentialSessionIT {
    private static final String OLD = "https://old.carol.groundmist.xyz";
    private static final String NEW = "https://new.carol.groundmist.xyz";

    private final Devnet net = Devnet.shared();
    @TempDir private Path folder;

    @Test
    void isRenewedUntilTheHostItWasMadeAtIsGoneAndThenSaysWhatToDo() throws Exception {
        Devnet.Pds pds = net.anotherPds();
        Devnet.Account carol = net.account("carol", pds);
        try (var machine = new Machine(net, folder).at(OLD);
                var pages = new PublicPages(machine)) {
            net.lead(OLD, pages.url());
            signIn(machine, carol, OLD, pages);
            assertThat(machine.session().confidential()).isTrue();
            String first = machine.credentials().refresh();

            machine.letTheHourPass();
            machine.account.publish(null, false);
            String second = machine.credentials().refresh();
            assertThat(second).isNotEqualTo(first);
            assertThat(host(carol)).isEqualTo("old.carol.groundmist.xyz");

            net.lead(OLD, "http://127.0.0.1:9"); // nobody
            net.lead(NEW, pages.url());
            net.stop(pds); // it remembers for some minutes what it has read
            net.start(pds);
            machine.at(NEW);
            machine.letTheHourPass();
            machine.account.check();

            assertThat(machine.account.state().standing()).isEqualTo(Standing.SIGNED_IN);
            assertThat(machine.account.state().problems())
                    .anySatisfy(problem ->
                            assertThat(problem)
                                    .contains("isn't reachable at the address it had")
                                    .contains("Make it reachable there, or sign in again."));
            assertThat(host(carol)).isEqualTo("old.carol.groundmist.xyz");
            assertThat(machine.told).isEmpty();

            signIn(machine, carol, NEW, pages);
            while (machine.told.isEmpty()) Thread.sleep(50);
            assertThat(host(carol)).isEqualTo("new.carol.groundmist.xyz");
            assertThat(machine.account.state().problems()).isEmpty();
        }
    }

    private static void signIn(
            Machine machine, Devnet.Account account, String origin, PublicPages pages)
            throws Exception {
        try (var phone = Browser.shared().profile()) {
            phone.lead(origin, pages.url());
            Browser.Page page = phone.page();
            SignIn signIn = machine.account.signIn(account.handle());
            page.go(signIn.link().toString());
            ConsentPage.allow(page, account);
            assertThat(signIn.await(Duration.ofSeconds(30))).isEqualTo(new Did(account.did()));
            page.awaitUrl(origin + OAuthClient.Confidential.CALLBACK);
        }
    }

    private String host(Devnet.Account account) {
        return net.query(
                        account,
                        "com.atproto.repo.listRecords",
                        Map.of("repo", account.did(), "collection", "xyz.groundmist.sync"))
                .at("/records/0/value/host")
                .asString("");
    }

    /** What a machine shows at its public address. */
    private static final class PublicPages implements AutoCloseable {
        private final HttpServer server;

        PublicPages(Machine machine) throws IOException {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.create(address, 0);
            server.setExecutor(task -> Thread.ofVirtual().start(task));
            server.createContext("/", exchange -> show(machine, exchange));
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private static void show(Machine machine, HttpExchange exchange) throws IOException {
            try (exchange) {
                var asked = exchange.getRequestURI();
                Page page = machine.account.pages().at(asked.getPath(), asked.getRawQuery());
                byte[] body =
                        page == null ? new byte[0] : page.body().getBytes(StandardCharsets.UTF_8);
                if (page != null)
                    exchange.getResponseHeaders().set("Content-Type", page.contentType());
                exchange.sendResponseHeaders(page == null ? 404 : page.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
