// Fonts of the system, of which a test chooses those that it draws with.
#ifndef IMREC_TESTS_SUPPORT_FONT_FOLDER_H_
#define IMREC_TESTS_SUPPORT_FONT_FOLDER_H_

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/files.h"
#include "tests/support/scoped_variables.h"

namespace imrec::test {

/// File names of fonts that Debian has: fonts-dejavu-core, fonts-droid-fallback, fonts-lohit-deva
/// and fonts-noto-color-emoji.
inline constexpr const char* kDejaVu = "DejaVuSans.ttf";
inline constexpr const char* kChinese = "DroidSansFallbackFull.ttf";
inline constexpr const char* kHindi = "Lohit-Devanagari.ttf";
inline constexpr const char* kEmoji = "NotoColorEmoji.ttf";

/// Returns the file of a font below /usr/share/fonts. It is empty if the font is not installed.
std::filesystem::path InstalledFont(const std::string& file_name);

/// While it lives, Fontconfig knows no other fonts than those in its folder, also in programs that
/// the test runs. No other thread may run when it is made or destroyed.
class FontFolder {
 public:
  /// The fonts must be installed.
  explicit FontFolder(const std::vector<std::string>& file_names);

  std::filesystem::path folder() const { return dir_ / "fonts"; }

 private:
  TempDir dir_;
  ScopedVariables variables_;
};

}  // namespace imrec::test

/// Ends the test as skipped unless these fonts are installed.
#define IMREC_SKIP_WITHOUT_FONTS(...)                                                     \
  for (const char* font : {__VA_ARGS__}) {                                                \
    if (::imrec::test::InstalledFont(font).empty()) GTEST_SKIP() << font << " is absent"; \
  }

#endif  // IMREC_TESTS_SUPPORT_FONT_FOLDER_H_
