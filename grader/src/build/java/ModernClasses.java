import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the old classes of a jar anew in the form of Java 17, with the same instructions.
 *
 * <p>The JDK's recorded start leaves out classes of a form older than Java 6, without a word, and
 * picocli's are of Java 5: reading and verifying them made a quarter of every command's start. See
 * docs/adr/0007.
 *
 * <p>Usage: {@code java ModernClasses.java JAR}. A jar without old classes is left alone.
 */
public final class ModernClasses {

  private static final int OLDEST_RECORDED = ClassFile.JAVA_6_VERSION;
  private static final int WRITTEN = ClassFile.JAVA_17_VERSION;

  private final JarFile jar;
  private final ClassFile classes;

  private ModernClasses(JarFile jar) {
    this.jar = jar;
    this.classes =
        ClassFile.of(
            // a pool of its own makes the code be written anew, which is what makes the stack maps
            ConstantPoolSharingOption.NEW_POOL,
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::find)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    byte[] modern;
    try (JarFile jar = new JarFile(path.toFile())) {
      modern = new ModernClasses(jar).modern();
    }
    if (modern.length > 0) {
      Files.write(path, modern);
    }
  }

  /* The whole jar, or nothing where it has no old class. */
  private byte[] modern() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int changed = 0;
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        byte[] content = read(entry);
        if (isOld(entry, content)) {
          content = modern(entry, content);
          changed++;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(content);
        out.closeEntry();
      }
    }
    return changed == 0 ? new byte[0] : bytes.toByteArray();
  }

  private static boolean isOld(JarEntry entry, byte[] content) {
    return entry.getName().endsWith(".class") && (content[6] << 8 | content[7]) < OLDEST_RECORDED;
  }

  private byte[] modern(JarEntry entry, byte[] old) {
    ClassTransform version =
        (builder, element) -> {
          if (element instanceof ClassFileVersion) {
            builder.withVersion(WRITTEN, 0);
          } else {
            builder.with(element);
          }
        };
    byte[] written =
        classes.transformClass(
            classes.parse(old),
            ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen(version));
    classes.verify(written).stream()
        .findFirst()
        .ifPresent(error -> {
          throw new IllegalStateException(entry.getName() + ": " + error.getMessage());
        });
    return written;
  }

  private InputStream find(ClassDesc wanted) {
    String descriptor = wanted.descriptorString();
    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] read(JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
