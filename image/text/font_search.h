// The fonts of the system, as Fontconfig finds them.
#ifndef IMREC_IMAGE_TEXT_FONT_SEARCH_H_
#define IMREC_IMAGE_TEXT_FONT_SEARCH_H_

#include <fontconfig/fontconfig.h>

#include <memory>
#include <string>
#include <vector>

namespace imrec {

/// A font of a file, and the characters that it has.
struct FontFile {
  std::string path;
  int index = 0;  // of the font in its file, as FreeType counts
  const FcCharSet* characters = nullptr;

  bool Has(char32_t character) const { return FcCharSetHasChar(characters, character) == FcTrue; }
};

/// Reads the configuration that FONTCONFIG_FILE names, or that of the system. Without one, searches
/// the usual folders. Prints nothing about a configuration that is absent.
class FontSearch {
 public:
  FontSearch();

  /// Sans-serif fonts in the order in which they are preferred, each with characters that those
  /// before it lack. Fonts in colour are not among them.
  const std::vector<FontFile>& text() const { return text_; }
  /// Fonts for emoji in colour.
  const std::vector<FontFile>& emoji() const { return emoji_; }

 private:
  struct ConfigDeleter {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
  };
  struct FontSetDeleter {
    void operator()(FcFontSet* fonts) const { FcFontSetDestroy(fonts); }
  };
  using FontSet = std::unique_ptr<FcFontSet, FontSetDeleter>;

  FontSet Sorted(const char* family, bool color) const;

  std::unique_ptr<FcConfig, ConfigDeleter> config_;
  // They own what FontFile::characters points to.
  FontSet text_fonts_;
  FontSet emoji_fonts_;
  std::vector<FontFile> text_;
  std::vector<FontFile> emoji_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_FONT_SEARCH_H_
