#include "image/text/text_runs.h"

#include <fribidi.h>

#include <algorithm>
#include <cstdint>

#include "image/text/clusters.h"

namespace imrec {
namespace {

// Returns the level of embedding of each character, by the Unicode Bidirectional Algorithm.
std::vector<FriBidiLevel> EmbeddingLevels(std::u32string_view text) {
  const auto length = static_cast<FriBidiStrIndex>(text.size());
  const std::vector<FriBidiChar> characters(text.begin(), text.end());
  std::vector<FriBidiCharType> types(text.size());
  std::vector<FriBidiBracketType> brackets(text.size());
  std::vector<FriBidiLevel> levels(text.size());
  fribidi_get_bidi_types(characters.data(), length, types.data());
  fribidi_get_bracket_types(characters.data(), length, types.data(), brackets.data());
  FriBidiParType direction = FRIBIDI_PAR_ON;
  const FriBidiLevel highest = fribidi_get_par_embedding_levels_ex(
      types.data(), brackets.data(), length, &direction, levels.data());
  // It fails only out of memory.
  if (highest == 0) std::ranges::fill(levels, FriBidiLevel{0});
  return levels;
}

hb_script_t ScriptOf(char32_t character) {
  return hb_unicode_script(hb_unicode_funcs_get_default(), character);
}

bool HasOwnScript(hb_script_t script) {
  return script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED && script != HB_SCRIPT_UNKNOWN;
}

// Returns the script of each character. Those that many scripts share, such as digits and spaces,
// get the script before them, or at the start that of the first letter.
std::vector<hb_script_t> Scripts(std::u32string_view text) {
  hb_script_t script = HB_SCRIPT_COMMON;
  for (const char32_t character : text) {
    script = ScriptOf(character);
    if (HasOwnScript(script)) break;
  }
  if (!HasOwnScript(script)) script = HB_SCRIPT_COMMON;
  std::vector<hb_script_t> scripts;
  scripts.reserve(text.size());
  for (const char32_t character : text) {
    const hb_script_t own = ScriptOf(character);
    if (HasOwnScript(own)) script = own;
    scripts.push_back(script);
  }
  return scripts;
}

}  // namespace

std::vector<TextRun> SplitIntoRuns(std::u32string_view text, FontStack& fonts) {
  std::vector<TextRun> runs;
  if (text.empty()) return runs;
  const std::vector<FriBidiLevel> levels = EmbeddingLevels(text);
  const std::vector<hb_script_t> scripts = Scripts(text);
  std::size_t font = *fonts.main();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = ClusterEnd(text, begin);
    // Spaces, digits and the like have the font of the letters before them, which may fit better.
    const std::size_t preferred = HasOwnScript(ScriptOf(text[begin])) ? *fonts.main() : font;
    font = fonts.FontFor(text.substr(begin, end - begin), preferred);
    const TextRun next{
        .begin = begin, .end = end, .level = levels[begin], .script = scripts[begin], .font = font};
    const bool joins = !runs.empty() && runs.back().level == next.level &&
                       runs.back().script == next.script && runs.back().font == next.font;
    if (joins) {
      runs.back().end = end;
    } else {
      runs.push_back(next);
    }
    begin = end;
  }
  return runs;
}

void SortFromLeftToRight(std::vector<TextRun>& runs) {
  int highest = 0;
  for (const TextRun& run : runs) highest = std::max(highest, run.level);
  // Rule L2 of the algorithm: from the highest level to the lowest odd one, sequences of runs of at
  // least this level are reversed.
  for (int level = highest; level > 0; --level) {
    const auto inside = [level](const TextRun& run) { return run.level >= level; };
    for (auto begin = std::ranges::find_if(runs, inside); begin != runs.end();) {
      const auto end = std::find_if_not(begin, runs.end(), inside);
      std::reverse(begin, end);
      begin = std::find_if(end, runs.end(), inside);
    }
  }
}

}  // namespace imrec
