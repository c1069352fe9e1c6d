package xyz.groundmist.sync.access;
import org.jspecify.annotations.Nullable;
import java.io.Closeable;
public final class Grants implements AutoCloseable {
    public Admission admit(String token, @Nullable String origin) { throw new IllegalStateException(); }
    public Closeable onEnd(Grant grant, Runnable ended) { throw new IllegalStateException(); }
    @Override public void close() {}
}
