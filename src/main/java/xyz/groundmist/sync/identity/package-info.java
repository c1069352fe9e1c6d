/** Who somebody is: DIDs. */
@NullMarked
package xyz.groundmist.sync.identity;

import org.jspecify.annotations.NullMarked;
