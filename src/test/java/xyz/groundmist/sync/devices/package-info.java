/**
 * The owner's computers on networks that the tests make: each in a network namespace of its own,
 * with the program as it is shipped.
 */
@NullMarked
package xyz.groundmist.sync.devices;

import org.jspecify.annotations.NullMarked;
