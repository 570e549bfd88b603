package io.kriterion.cri.security;

/**
 * An SELinux label; an empty part is the runtime's to fill in.
 *
 * @param user the SELinux user
 * @param role the role
 * @param type the type
 * @param level the level, for example {@code s0:c1,c2}
 */
public record SelinuxLabel(String user, String role, String type, String level) {}
