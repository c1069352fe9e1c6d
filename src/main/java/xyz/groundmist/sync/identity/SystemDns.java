package xyz.groundmist.sync.identity;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** The name servers this machine is set up with, asked through Java's own DNS client. */
final class SystemDns implements TxtRecords {
    private static final String TXT = "TXT";
    private static final int MOST_RECORDS = 100;
    private static final int PATIENCE_SECONDS = 10;

    private final LookupThreads threads = new LookupThreads();
    private final String servers;

    SystemDns() {
        this("dns:");
    }

    /**
     * @param servers {@code dns:} for those of the system, or {@code dns://} with address and port
     */
    SystemDns(String servers) {
        this.servers = servers;
    }

    @Override
    public List<String> of(String name) throws IdentityException {
        var answer = new CompletableFuture<List<String>>();
        threads.start(() -> {
            try {
                answer.complete(ask(name));
            } catch (NamingException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(name, e);
        }
    }

    // JNDI can be made to build objects by URLs in names and by answers of LDAP. A handle has no
    // room
    // for a URL, and the answers of DNS are texts.
    @SuppressWarnings("BanJNDI")
    private List<String> ask(String name) throws NamingException {
        var settings = new Hashtable<String, String>();
        settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        settings.put("java.naming.provider.url", servers);
        settings.put("com.sun.jndi.dns.timeout.initial", "1500");
        settings.put("com.sun.jndi.dns.timeout.retries", "2");
        List<String> texts = new ArrayList<>();
        var dns = new InitialDirContext(settings);
        try {
            // The dot at the end: this name, and none in the machine's own domain.
            Attribute records = dns.getAttributes(name + ".", new String[] {TXT}).get(TXT);
            if (records == null) return List.of();
            NamingEnumeration<?> values = records.getAll();
            while (values.hasMore() && texts.size() < MOST_RECORDS) {
                texts.add(joined(String.valueOf(values.next())));
            }
            return List.copyOf(texts);
        } catch (NameNotFoundException _) {
            return List.of();
        } finally {
            dns.close();
        }
    }

    /**
     * Java's DNS client puts blanks between a record's strings, and quotes those with blanks,
     * quotes or backslashes in them; here they are as they were, one after the other.
     */
    static String joined(String record) {
        var text = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted && i + 1 < record.length()) {
                text.append(record.charAt(++i));
            } else if (c != ' ' || quoted) {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static IdentityException unreachable(String name, Exception e) {
        return new IdentityException(
                IdentityException.Kind.UNREACHABLE,
                "DNS gave no answer about " + name + ". Try again later.",
                e);
    }
}
