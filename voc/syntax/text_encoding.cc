#include "voc/syntax/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <optional>
#include <utility>

#include "recordio/internal/utf8.h"

namespace imrec {
namespace {

// Closes the conversion when it goes out of scope.
class Conversion {
 public:
  explicit Conversion(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;
  ~Conversion() {
    if (known()) iconv_close(handle_);
  }

  // NOLINTNEXTLINE(performance-no-int-to-ptr): it is what iconv_open() returns for an error
  bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Returns the converted text, or nullopt if it is not valid in its encoding.
  std::optional<std::string> Run(std::string_view text) {
    std::string source(text);  // iconv requires a writable buffer
    char* from = source.data();
    std::size_t left = source.size();
    std::string result;
    std::array<char, 4096> buffer;
    while (left > 0) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t status = iconv(handle_, &from, &left, &to, &room);
      result.append(buffer.data(), to);
      if (status == static_cast<std::size_t>(-1) && errno != E2BIG) return std::nullopt;
    }
    return result;
  }

 private:
  iconv_t handle_;
};

std::optional<std::string> Convert(std::string_view text, const std::string& encoding) {
  Conversion conversion(encoding);
  return conversion.known() ? conversion.Run(text) : std::nullopt;
}

// Returns NAME of encoding="NAME" in the XML declaration, in upper case; empty if there is none.
std::string DeclaredEncoding(std::string_view xml) {
  const std::size_t start = std::min(xml.find_first_not_of(" \t\r\n"), xml.size());
  xml.remove_prefix(start);
  if (!xml.starts_with("<?xml")) return {};
  const std::string_view declaration = xml.substr(0, xml.find("?>"));
  std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  at = declaration.find_first_of("\"'", at);
  if (at == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[at], at + 1);
  if (end == std::string_view::npos) return {};
  std::string name(declaration.substr(at + 1, end - at - 1));
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

void FromWindows1252(std::string_view& xml, std::string& storage) {
  storage = Windows1252ToUtf8(xml);
  xml = storage;
}

}  // namespace

std::string Windows1252ToUtf8(std::string_view text) {
  // Windows-1252 does not define all bytes; Latin-1 does.
  std::optional<std::string> converted = Convert(text, "WINDOWS-1252");
  if (!converted) converted = Convert(text, "ISO-8859-1");
  return converted ? std::move(*converted) : std::string(text);
}

std::string XmlToUtf8(std::string_view& xml, std::string& storage) {
  const auto take = [&](std::optional<std::string> converted) {
    if (!converted) return false;
    storage = std::move(*converted);
    xml = storage;
    return true;
  };
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  for (const std::string_view mark : {std::string_view("\xFF\xFE"), std::string_view("\xFE\xFF")}) {
    if (!xml.starts_with(mark)) continue;
    if (take(Convert(xml.substr(2), mark[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE"))) return {};
  }
  const std::string declared = DeclaredEncoding(xml);
  if (declared.empty() || declared == "UTF-8" || declared == "UTF8" || declared == "US-ASCII" ||
      declared == "ASCII") {
    if (IsUtf8(xml)) return {};
    FromWindows1252(xml, storage);
    return "not valid UTF-8, read as Windows-1252";
  }
  // Because the declaration could be read as bytes, the text has not two or four bytes per
  // character.
  const bool wide = declared.starts_with("UTF-16") || declared.starts_with("UTF-32") ||
                    declared.starts_with("UCS");
  // Files that declare GB2312 often contain characters of its superset GB18030.
  const bool chinese = declared == "GB2312" || declared == "GBK";
  if (!wide && take(Convert(xml, chinese ? "GB18030" : declared))) return {};
  if (IsUtf8(xml)) return "is UTF-8, not " + declared;
  FromWindows1252(xml, storage);
  return "not valid " + declared + ", read as Windows-1252";
}

}  // namespace imrec
