package xyz.groundmist.sync.clients;

/** The releases of automerge-repo that stand for the clients in the wild. */
public enum Release {
    /** With Automerge 2.1.13, which says that it speaks sync V2. */
    V1_1_2("1.1.2"),
    /** With Automerge 2.2.9, which says so too. */
    V1_2_1("1.2.1"),
    /** With Automerge 3.5.0, which tells its capabilities in a byte of their own. */
    V2_5_6("2.5.6");

    public static final Release NEWEST = V2_5_6;

    private final String number;

    Release(String number) {
        this.number = number;
    }

    String number() {
        return number;
    }

    @Override
    public String toString() {
        return number;
    }
}
