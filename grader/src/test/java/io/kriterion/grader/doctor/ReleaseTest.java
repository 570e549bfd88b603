package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.doctor.Finding.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Releases in programs' words, and what is known of them. */
class ReleaseTest {

  @ParameterizedTest
  @CsvSource({
    "runc version 1.1.5+ds1, 1.1.5",
    "crun version 1.8.1, 1.8.1",
    "crun version 1.20, 1.20.0",
    "containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1+deb12u3, 1.6.20",
    "containerd github.com/containerd/containerd/v2 2.1.9 0123456789abcdef, 2.1.9",
    "containerd github.com/containerd/containerd v1.7.24 0123, 1.7.24",
    "runc version 1.4.0-rc.3, 1.4.0",
    "/opt/2.0.1/bin/runc: runc version 1.2.3, 1.2.3"
  })
  void isTheFirstNumberThatIsOne(String text, String release) {
    assertThat(Release.in(text)).map(Release::toString).contains(release);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "runsc version release-20240729", "no numbers", "12345678901.2"})
  void mayNotBeThere(String text) {
    assertThat(Release.in(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.6.20, false", "1.6.38, true", "1.6.99, true", "1.7.26, false", "1.7.27, true",
    "2.0.3, false", "2.0.4, true", "2.1.0, true", "1.5.99, false", "3.0.0, true"
  })
  void isMendedByItsBranchOrByBeingNewerThanAll(String text, boolean mended) {
    Release release = Release.in(text).orElseThrow();
    assertThat(release.mendedBy(new Release(1, 6, 38), new Release(1, 7, 27), new Release(2, 0, 4)))
        .isEqualTo(mended);
  }

  @Test
  void whatIsKnownOfAReleaseIsAWarningThatNamesIt() {
    Finding finding = KnownHoles.judge("runc", "runc", "runc version 1.1.5+ds1");
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.found())
        .startsWith("runc version 1.1.5+ds1, by its number with ")
        .contains("CVE-2024-21626", "mended in 1.1.12", "CVE-2025-31133", "1.2.8, 1.3.3, 1.4.0");
    assertThat(finding.advice()).contains("update runc");
  }

  @Test
  void aReleaseOfKataIsFoundInItsWords() {
    String words =
        "Kata Containers containerd shim: id: \"io.containerd.kata.v2\", version: 3.26.0";
    assertThat(KnownHoles.judge("kata", "containerd-shim-kata-v2", words).found())
        .contains("GHSA-2gv2-cffp-j227", "GHSA-wwj6-vghv-5p64")
        .doesNotContain("CVE-2026-24054");
  }

  @ParameterizedTest
  @CsvSource({
    "runc, runc version 1.3.6",
    "containerd, containerd 2.3.5",
    "crun, crun version 1.21",
    "containerd-shim-kata-v2, 'id: \"io.containerd.kata.v2\", version: 3.31.0, commit: 3.1'",
    "runsc, runsc version 0.0~20221219.0",
    "other, other 0.1.0"
  })
  void nothingIsKnownOfTheseReleases(String program, String text) {
    assertThat(KnownHoles.judge("x", program, text)).isEqualTo(Finding.ok("x", text));
  }

  @Test
  void everyHoleSaysWhatItIsAndWhoSaysSo() {
    assertThat(KnownHoles.ALL)
        .allSatisfy(hole -> {
          assertThat(hole.what()).isNotBlank();
          assertThat(hole.source()).isNotBlank();
          assertThat(hole.mended()).isNotEmpty();
        });
  }
}
