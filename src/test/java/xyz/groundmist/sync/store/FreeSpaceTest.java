package xyz.groundmist.sync.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/** When a disk counts as full, and when it has room again. */
class FreeSpaceTest {
    private static final long FLOOR = 10 << 20;

    private final Disk disk = new Disk();
    private final FreeSpace space = new FreeSpace(Path.of("space.db"), disk, FLOOR);

    @Test
    void belowTheFloorItIsFullAndHasRoomAgainOnlyAtTwiceTheFloor() {
        disk.free = FLOOR;
        assertThat(space.shortage()).isNull();
        disk.free = FLOOR - 1;
        assertThat(space.shortage())
                .isNotNull()
                .hasMessageContaining("until it has 20 MB")
                .extracting(StoreException::kind)
                .isEqualTo(StoreException.Kind.FULL);
        disk.free = 2 * FLOOR - 1;
        assertThat(space.shortage()).as("it doesn't flap").isNotNull();
        disk.free = 2 * FLOOR;
        assertThat(space.shortage()).isNull();
        disk.free = FLOOR;
        assertThat(space.shortage()).as("the floor counts again").isNull();
    }

    @Test
    void whatDidNotFitHasToFitBeforeTheNextTry() {
        disk.free = FLOOR + 1;
        space.ranOut(100 << 20);
        disk.free = FLOOR + (100 << 20);
        assertThat(space.shortage()).isNotNull().hasMessageContaining("until it has 111 MB");
        disk.free++;
        assertThat(space.shortage()).isNull();
    }

    @Test
    void aLittleThatDidNotFitWaitsForTwiceTheFloor() {
        disk.free = 0;
        space.ranOut(1);
        disk.free = 2 * FLOOR - 1;
        assertThat(space.shortage()).isNotNull();
        disk.free = 2 * FLOOR;
        assertThat(space.shortage()).isNull();
    }

    @Test
    void aDiskThatSaysItHasRoomIsBelieved() {
        disk.free = 2 * FLOOR + 5;
        space.ranOut(5);
        assertThat(space.shortage()).isNull();
    }

    @Test
    void aDiskThatDoesNotTellCountsAsEmpty() {
        disk.free = -1;
        assertThat(space.shortage()).isNull();
        space.ranOut(1 << 20);
        assertThat(space.shortage()).isNull();
    }

    @Test
    void theDiskOfAFolderIsAsked(@TempDir Path folder) throws Exception {
        assertThat(FreeSpace.around(folder).shortage()).isNull();
    }

    /** A disk with so many bytes free, or that can't be asked when there are fewer than none. */
    private static final class Disk extends FileStore {
        private long free;

        @Override
        public long getUsableSpace() throws IOException {
            if (free < 0) throw new IOException("the disk doesn't answer");
            return free;
        }

        @Override
        public String name() {
            return "disk";
        }

        @Override
        public String type() {
            return "disk";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public long getTotalSpace() {
            return Long.MAX_VALUE;
        }

        @Override
        public long getUnallocatedSpace() {
            return free;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(
                Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException(attribute);
        }
    }
}
