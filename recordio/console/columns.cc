#include "recordio/console/columns.h"

#include <clocale>
#include <cwchar>

#include "recordio/internal/printable_text.h"

namespace imrec::console {
namespace {

// The calling thread uses a UTF-8 locale while this exists, whatever locale the user has.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) previous_ = uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    uselocale(previous_);
    freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t previous_ = nullptr;
};

}  // namespace

std::size_t ColumnsOf(std::string_view text) {
  const Utf8Locale locale;
  std::mbstate_t state{};
  std::size_t columns = 0;
  while (!text.empty()) {
    wchar_t character = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): it is safe with a state of its own
    std::size_t bytes = std::mbrtowc(&character, text.data(), text.size(), &state);
    const bool valid = bytes > 0 && bytes <= text.size();
    if (!valid) {
      state = {};
      bytes = 1;
    }
    const int width = valid ? wcwidth(character) : -1;
    columns += width < 0 ? bytes : static_cast<std::size_t>(width);
    text.remove_prefix(bytes);
  }
  return columns;
}

std::string PaddedTo(std::size_t columns, std::string_view text) {
  std::string padded = PrintableText(text);
  const std::size_t taken = ColumnsOf(padded);
  if (taken < columns) padded.append(columns - taken, ' ');
  return padded;
}

}  // namespace imrec::console
