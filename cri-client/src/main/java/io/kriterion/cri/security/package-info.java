/** How pods and containers are confined: profiles, groups, namespaces of users. */
@NullMarked
package io.kriterion.cri.security;

import org.jspecify.annotations.NullMarked;
