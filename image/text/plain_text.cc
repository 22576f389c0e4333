#include "image/text/plain_text.h"

#include <array>
#include <cstdint>

#include "image/text/character_range.h"

namespace imrec {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';
constexpr char32_t kEllipsisCharacter = U'\u2026';

// Unicode's property Default_Ignorable_Code_Point.
constexpr std::array<CharacterRange, 17> kIgnorable = {{{0x00AD, 0x00AD},
                                                        {0x034F, 0x034F},
                                                        {0x061C, 0x061C},
                                                        {0x115F, 0x1160},
                                                        {0x17B4, 0x17B5},
                                                        {0x180B, 0x180F},
                                                        {0x200B, 0x200F},
                                                        {0x202A, 0x202E},
                                                        {0x2060, 0x206F},
                                                        {0x3164, 0x3164},
                                                        {0xFE00, 0xFE0F},
                                                        {0xFEFF, 0xFEFF},
                                                        {0xFFA0, 0xFFA0},
                                                        {0xFFF0, 0xFFF8},
                                                        {0x1BCA0, 0x1BCA3},
                                                        {0x1D173, 0x1D17A},
                                                        {0xE0000, 0xE0FFF}}};

// White space but U+1680, which most fonts draw as a line.
constexpr std::array<CharacterRange, 6> kSpaces = {{{0x0020, 0x0020},
                                                    {0x00A0, 0x00A0},
                                                    {0x2000, 0x200A},
                                                    {0x202F, 0x202F},
                                                    {0x205F, 0x205F},
                                                    {0x3000, 0x3000}}};

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
         character == 0x2029;
}

// The bytes that may follow a first byte: how many, and the range of the first of them, which
// excludes overlong forms, surrogates and what is above U+10FFFF.
struct Continuation {
  int count = 0;
  unsigned lowest = 0x80;
  unsigned highest = 0xBF;
};

Continuation ContinuationOf(unsigned first) {
  if (first >= 0xC2 && first <= 0xDF) return {.count = 1};
  if (first == 0xE0) return {.count = 2, .lowest = 0xA0};
  if (first == 0xED) return {.count = 2, .highest = 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {.count = 2};
  if (first == 0xF0) return {.count = 3, .lowest = 0x90};
  if (first == 0xF4) return {.count = 3, .highest = 0x8F};
  if (first >= 0xF1 && first <= 0xF3) return {.count = 3};
  return {};
}

// Removes the next character from `utf8` and returns it. What is not valid is removed up to the
// first byte that cannot belong to it, as Unicode recommends.
char32_t TakeCharacter(std::string_view& utf8) {
  const auto byte = [&](std::size_t at) { return unsigned{static_cast<unsigned char>(utf8[at])}; };
  const unsigned first = byte(0);
  Continuation next = ContinuationOf(first);
  std::size_t length = 1;
  char32_t character = first;
  if (next.count > 0) character = first & (0x3FU >> static_cast<unsigned>(next.count));
  const bool is_start = first < 0x80 || next.count > 0;
  for (; next.count > 0 && length < utf8.size(); --next.count, ++length) {
    if (byte(length) < next.lowest || byte(length) > next.highest) break;
    character = character << 6U | (byte(length) & 0x3FU);
    next.lowest = 0x80;
    next.highest = 0xBF;
  }
  utf8.remove_prefix(length);
  return is_start && next.count == 0 ? character : kReplacement;
}

}  // namespace

std::u32string PlainText(std::string_view utf8) {
  std::u32string text;
  while (!utf8.empty()) {
    if (text.size() == kMostCharacters) {
      text.back() = kEllipsisCharacter;
      break;
    }
    const char32_t character = TakeCharacter(utf8);
    text += IsControl(character) ? U' ' : character;
  }
  return text;
}

bool NeedsGlyph(char32_t character) { return !Contains(kIgnorable, character); }

bool IsVisible(char32_t character) {
  return NeedsGlyph(character) && !Contains(kSpaces, character);
}

}  // namespace imrec
