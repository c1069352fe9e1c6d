package xyz.groundmist.sync.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk whose power can be cut: an ext4 file system in an image file. What a program wrote and
 * didn't sync is in the kernel's memory and not in the image; so a copy of the image, taken while
 * it is mounted, holds what a real disk would after a power cut. Needs root ({@link Mounted}).
 */
final class PowerCutDisk implements AutoCloseable {
    private static final String SIZE = "96M";

    private final Path images;
    private final Path folder;
    private Path image;
    private Mounted mounted;
    private int cuts;

    PowerCutDisk(Path images, Path folder) throws IOException, InterruptedException {
        this.images = images;
        this.folder = folder;
        image = images.resolve("disk-0.img");
        Mounted.run(List.of("truncate", "-s", SIZE, image.toString()));
        Mounted.run(List.of("mkfs.ext4", "-q", image.toString()));
        mounted = Mounted.image(image, folder);
    }

    /** Cuts the power and switches it on again; whoever used the disk has been killed. */
    void cut() throws IOException, InterruptedException {
        Path after = images.resolve("disk-" + ++cuts + ".img");
        Mounted.run(List.of("cp", "--sparse=always", image.toString(), after.toString()));
        mounted.close();
        Files.delete(image);
        image = after;
        mounted = Mounted.image(image, folder);
    }

    @Override
    public void close() throws IOException {
        mounted.close();
        Files.delete(image);
    }
}
