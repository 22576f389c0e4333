#include "image/text/font_search.h"

namespace imrec {
namespace {

const FcChar8* AsFcText(const char* text) { return reinterpret_cast<const FcChar8*>(text); }

// Where Debian and others install fonts, for a system without Fontconfig's configuration.
constexpr const char* kUsualFolders = R"(<fontconfig>
<dir>/usr/share/fonts</dir>
<dir>/usr/local/share/fonts</dir>
<dir prefix="xdg">fonts</dir>
<cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>)";

// FcInitLoadConfigAndFonts() would print a message if there is no configuration.
FcConfig* LoadConfig() {
  FcConfig* config = FcConfigCreate();
  if (config == nullptr) return nullptr;
  if (FcConfigParseAndLoad(config, nullptr, FcFalse) != FcTrue) {
    FcConfigParseAndLoadFromMemory(config, AsFcText(kUsualFolders), FcFalse);
  }
  FcConfigBuildFonts(config);
  return config;
}

std::vector<FontFile> FilesOf(const FcFontSet* fonts, bool color) {
  std::vector<FontFile> files;
  for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
    FcPattern* font = fonts->fonts[i];
    FcBool in_color = FcFalse;
    FcChar8* path = nullptr;
    int index = 0;
    FcCharSet* characters = nullptr;
    FcPatternGetBool(font, FC_COLOR, 0, &in_color);
    if ((in_color == FcTrue) != color ||
        FcPatternGetString(font, FC_FILE, 0, &path) != FcResultMatch ||
        FcPatternGetInteger(font, FC_INDEX, 0, &index) != FcResultMatch ||
        FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) != FcResultMatch) {
      continue;
    }
    files.push_back(
        {.path = reinterpret_cast<const char*>(path), .index = index, .characters = characters});
  }
  return files;
}

}  // namespace

FontSearch::FontSearch() : config_(LoadConfig()) {
  if (config_ == nullptr) return;
  text_fonts_ = Sorted("sans-serif", false);
  emoji_fonts_ = Sorted("emoji", true);
  text_ = FilesOf(text_fonts_.get(), false);
  emoji_ = FilesOf(emoji_fonts_.get(), true);
}

FontSearch::FontSet FontSearch::Sorted(const char* family, bool color) const {
  struct PatternDeleter {
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
  };
  const std::unique_ptr<FcPattern, PatternDeleter> pattern(FcPatternCreate());
  if (pattern == nullptr) return nullptr;
  FcPatternAddString(pattern.get(), FC_FAMILY, AsFcText(family));
  FcPatternAddBool(pattern.get(), FC_COLOR, color ? FcTrue : FcFalse);
  // Of a font with axes, its regular instance is listed, too.
  FcPatternAddBool(pattern.get(), FC_VARIABLE, FcFalse);
  FcConfigSubstitute(config_.get(), pattern.get(), FcMatchPattern);
  FcDefaultSubstitute(pattern.get());
  FcResult result = FcResultNoMatch;
  return FontSet(FcFontSort(config_.get(), pattern.get(), FcTrue, nullptr, &result));
}

}  // namespace imrec
