package xyz.groundmist.sync.doctor;

import org.jspecify.annotations.Nullable;

import xyz.groundmist.sync.home.AccountEntry;
import xyz.groundmist.sync.home.Status;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The sign-in to the owner's account, and the record by which apps find this server. */
final class AccountCheck {
    private AccountCheck() {}

    static List<Finding> look(Patient patient) {
        Status status = patient.status();
        if (status == null) return List.of();
        AccountEntry account = status.account();
        var findings = new ArrayList<Finding>();
        findings.add(
                switch (account.standing()) {
                    case "signed_in" ->
                            Finding.good("account", "Signed in as " + account.name() + ".");
                    case "due_soon" ->
                            Finding.advice(
                                    "account",
                                    "The sign-in ends soon.",
                                    "Sign in again: groundmist-sync login HANDLE");
                    case "ended" ->
                            Finding.bad(
                                    "account",
                                    "The sign-in has ended.",
                                    "Sign in again: groundmist-sync login HANDLE");
                    default ->
                            Finding.advice(
                                    "account",
                                    "Nobody is signed in.",
                                    "Sign in, so that apps can find this server: groundmist-sync"
                                            + " login HANDLE");
                });
        if (!account.standing().equals("signed_out")) {
            findings.add(record(account.published(), patient.publicUrl()));
        }
        return findings;
    }

    private static Finding record(@Nullable String published, @Nullable String publicUrl) {
        String host = publicUrl == null ? null : URI.create(publicUrl).getRawAuthority();
        if (published == null) {
            return Finding.advice(
                    "record",
                    "Your account doesn't say where apps find this server.",
                    "Say it: groundmist-sync publish");
        }
        return published.equals(host)
                ? Finding.good("record", "Your account leads apps to " + published + ".")
                : Finding.bad(
                        "record",
                        "Your account leads apps to "
                                + published
                                + ", and this server is "
                                + (host == null ? "nowhere public" : "at " + host)
                                + ".",
                        "Publish the address it has: groundmist-sync publish");
    }
}
