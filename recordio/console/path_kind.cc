#include "recordio/console/path_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include <imrec/list_file.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"

#include "recordio/console/prefix_files.h"

namespace imrec::console {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLookedAt = std::size_t{64} << 10;
constexpr int kLinesLookedAt = 20;

std::string LowerCase(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

struct Extension {
  std::string_view text;
  PathKind kind;
};
// If an extension ends with another one, the longer one comes first.
constexpr std::array kExtensions = {
    Extension{".partial", PathKind::kPartial},
    Extension{".rec.zst", PathKind::kCompressed},
    Extension{".rec", PathKind::kRecords},
    Extension{".lst", PathKind::kList},
    Extension{".idx", PathKind::kIndex},
    Extension{".crc", PathKind::kChecksums},
    Extension{".manifest.json", PathKind::kManifest},
    Extension{".classes.txt", PathKind::kClassNames},
    Extension{".jpg", PathKind::kJpeg},
    Extension{".jpeg", PathKind::kJpeg},
    Extension{".png", PathKind::kPng},
    Extension{".bmp", PathKind::kOtherImage},
    Extension{".gif", PathKind::kOtherImage},
    Extension{".webp", PathKind::kOtherImage},
    Extension{".tif", PathKind::kOtherImage},
    Extension{".tiff", PathKind::kOtherImage},
    Extension{".xml", PathKind::kAnnotation},
    Extension{".json", PathKind::kJson},
};

struct Magic {
  std::string_view bytes;
  PathKind kind;
};
constexpr std::string_view kRecordMagic{"\x0a\x23\xd7\xce", 4};
constexpr std::array kMagics = {
    Magic{kRecordMagic, PathKind::kRecords},
    Magic{{"\x28\xb5\x2f\xfd", 4}, PathKind::kCompressed},
    Magic{{"\xff\xd8\xff", 3}, PathKind::kJpeg},
    Magic{{"\x89PNG", 4}, PathKind::kPng},
    Magic{{"GIF8", 4}, PathKind::kOtherImage},
    Magic{{"II*\0", 4}, PathKind::kOtherImage},
    Magic{{"MM\0*", 4}, PathKind::kOtherImage},
    Magic{kChecksumHeader, PathKind::kChecksums},
};

bool HoldsText(std::string_view start) {
  return std::ranges::none_of(start, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
}

bool HasAny(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

PathKind KindOfJson(std::string_view start) {
  if (HasAny(start, {"\"imrec-manifest\""})) return PathKind::kManifest;
  const bool coco = HasAny(start, {"\"annotations\"", "\"images\"", "\"categories\""});
  return coco ? PathKind::kCoco : PathKind::kJson;
}

template <typename Parse>
bool Parses(std::string_view line, const Parse& parse) {
  try {
    parse(line);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

bool IsIndexLine(std::string_view line) {
  const std::size_t tab = line.find('\t');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return tab != std::string_view::npos && is_number(line.substr(0, tab)) &&
         is_number(line.substr(tab + 1));
}

// Returns the kind of the majority of the first lines, or kText if they are of neither kind.
PathKind KindOfLines(std::string_view text) {
  int lines = 0;
  int list_lines = 0;
  int index_lines = 0;
  for (TextLines rest(text); lines < kLinesLookedAt && rest.Next();) {
    if (TrimBlanks(rest.line()).empty()) continue;
    ++lines;
    if (Parses(rest.line(), ParseListLine)) ++list_lines;
    if (IsIndexLine(rest.line())) ++index_lines;
  }
  if (2 * list_lines > lines) return PathKind::kList;
  return 2 * index_lines > lines ? PathKind::kIndex : PathKind::kText;
}

PathKind KindOfText(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::string_view trimmed = TrimBlanks(text);
  if (trimmed.starts_with('<')) {
    return HasAny(trimmed, {"<annotation"}) ? PathKind::kAnnotation : PathKind::kXml;
  }
  if (trimmed.starts_with('{') || trimmed.starts_with('[')) return KindOfJson(trimmed);
  return KindOfLines(text);
}

// `start` is the beginning of the file, and `size` the size of the whole file.
PathKind KindOfContents(std::string_view start, std::uint64_t size, const fs::path& path) {
  for (const Magic& magic : kMagics) {
    if (start.starts_with(magic.bytes)) return magic.kind;
  }
  if (start.starts_with("RIFF") && start.substr(0, 12).ends_with("WEBP")) {
    return PathKind::kOtherImage;
  }
  if (size == 0) return KindByExtension(path, PathKind::kEmpty);
  if (!HoldsText(start)) {
    return KindByExtension(path,
                           start.starts_with("BM") ? PathKind::kOtherImage : PathKind::kOther);
  }
  // The last line may be incomplete.
  const std::string_view whole =
      start.size() < size ? start.substr(0, start.rfind('\n') + 1) : start;
  const PathKind kind = KindOfText(whole.empty() ? start : whole);
  return kind == PathKind::kText ? KindByExtension(path, kind) : kind;
}

PathKind KindOfFile(const fs::path& path) {
  std::vector<std::byte> bytes;
  try {
    const std::uint64_t size = ReadFileStart(path, kLookedAt, bytes);
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return KindOfContents(start, size, path);
  } catch (const std::exception&) {
    return KindByExtension(path, PathKind::kOther);
  }
}

}  // namespace

PathKind KindByExtension(const fs::path& path, PathKind otherwise) {
  const std::string name = LowerCase(path.filename().string());
  for (const Extension& extension : kExtensions) {
    if (name.ends_with(extension.text)) return extension.kind;
  }
  return otherwise;
}

PathKind KindOfPath(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  switch (status.type()) {
    case fs::file_type::directory:
      return PathKind::kFolder;
    case fs::file_type::regular:
      return KindOfFile(path);
    case fs::file_type::not_found:
    case fs::file_type::none:
      break;
    default:
      return PathKind::kSpecial;
  }
  if (!FilesOfPrefix(path).empty()) return PathKind::kPrefix;
  const bool pattern = path.native().find_first_of("*?[") != std::string::npos;
  return pattern ? PathKind::kPattern : PathKind::kNothing;
}

std::string_view NameOf(PathKind kind) {
  switch (kind) {
    case PathKind::kNothing:
    case PathKind::kPattern:
      break;
    case PathKind::kPrefix:
      return "the start of files' names";
    case PathKind::kFolder:
      return "a folder";
    case PathKind::kRecords:
      return "a RecordIO file (.rec)";
    case PathKind::kCompressed:
      return "a compressed RecordIO file (.rec.zst)";
    case PathKind::kList:
      return "a list (.lst)";
    case PathKind::kIndex:
      return "the index of a RecordIO file (.idx)";
    case PathKind::kChecksums:
      return "the checksums of a RecordIO file (.crc)";
    case PathKind::kManifest:
      return "the manifest of a data set";
    case PathKind::kClassNames:
      return "a file of class names";
    case PathKind::kJpeg:
      return "a JPEG image";
    case PathKind::kPng:
      return "a PNG image";
    case PathKind::kOtherImage:
      return "an image of a format that imrec does not read";
    case PathKind::kAnnotation:
      return "an XML annotation";
    case PathKind::kXml:
      return "an XML or HTML file";
    case PathKind::kCoco:
      return "a JSON file of annotations (COCO)";
    case PathKind::kJson:
      return "a JSON file";
    case PathKind::kPartial:
      return "the unfinished file of a run that goes on or was interrupted";
    case PathKind::kEmpty:
      return "an empty file";
    case PathKind::kText:
      return "a text file";
    case PathKind::kOther:
      return "a file of another kind";
    case PathKind::kSpecial:
      return "a pipe, device or socket";
  }
  return "nothing";
}

}  // namespace imrec::console
