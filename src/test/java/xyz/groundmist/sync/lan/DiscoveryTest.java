package xyz.groundmist.sync.lan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Which networks this machine is at, and what it does when it wakes. */
@Timeout(60)
class DiscoveryTest {
    private final Semaphore changes = new Semaphore(0);

    private Discovery discovery(Supplier<Set<Spot>> spots) {
        return new Discovery(
                new Announcement("0123456789abcdef", "0123456789abcdef"),
                3032,
                10,
                spots,
                new Discovery.Listener() {
                    @Override
                    public void found(Discovery.Found one) {}

                    @Override
                    public void networkChanged() {
                        changes.release();
                    }

                    @Override
                    public void changed() {}
                });
    }

    @Test
    void afterSleepItAnnouncesItselfAnewThoughTheNetworkIsTheSame() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        NetworkInterface device = NetworkInterface.getByInetAddress(loopback);
        var spot = new Spot(device.getName(), device.getIndex(), loopback);
        try (Discovery discovery = discovery(() -> Set.of(spot))) {
            while (discovery.here().isEmpty()) Thread.sleep(10);
            assertThat(changes.availablePermits()).isZero();

            do discovery.beginAnew();
            while (!changes.tryAcquire(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void aLookThatFailsIsNotTheLast() throws Exception {
        var looks = new Semaphore(0);
        try (Discovery _ =
                discovery(() -> {
                    looks.release();
                    throw new IllegalStateException("an interface that is no more");
                })) {
            looks.acquire(2);
        }
    }
}
