#include "recordio/console/console.h"

#include <fcntl.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <new>

#include <imrec/error.h>

#include "recordio/internal/printable_text.h"
#include "recordio/internal/remote_path.h"

namespace imrec::console {
namespace {

// Replaces closed standard streams. Otherwise the next file that is opened would get the descriptor
// of the stream, and messages would be written to that file. The replacement is opened for the
// wrong direction, so that using it fails, as it does for a closed stream.
void ReplaceClosedStandardStreams() {
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    static_cast<void>(::open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY));
  }
}

}  // namespace

bool HasJpegPlanes() { return IMREC_JPEG_PLANES != 0; }

std::string VersionLine(std::string_view tool) {
  return std::string(tool) +
         " " IMREC_VERSION " (JPEG planes: " + (HasJpegPlanes() ? "on" : "off") +
         ", remote files: " + (CanReadRemoteFiles() ? "on" : "off") +
         ", images: " IMREC_IMAGE_FORMATS ", text: " + (IMREC_WITH_TEXT ? "any script" : "ASCII") +
         ")";
}

void Say(std::string_view tool, std::string_view text) {
  const std::string shown = PrintableText(text, LineEnds::kKeep);
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(tool.size()), tool.data(), shown.c_str());
}

const char* ReasonOf(const std::exception& error) {
  const bool no_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  return no_memory ? "there is not enough memory" : error.what();
}

int RunTool(std::string_view tool, const std::function<int()>& body) {
  return RunToolWithCommands(tool, [&](std::string& /*name*/) { return body(); });
}

int RunToolWithCommands(std::string_view tool, const std::function<int(std::string& name)>& body) {
  ReplaceClosedStandardStreams();
  std::signal(SIGPIPE, SIG_DFL);
  std::string name(tool);
  try {
    const int code = body(name);
    // Only ferror() reports an error of an earlier write.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      Say(name, "cannot write to standard output");
      return kExitNothing;
    }
    return code;
  } catch (const std::exception& error) {
    Say(name, ReasonOf(error));
    return kExitNothing;
  }
}

std::string WithThousands(unsigned long long number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string Counted(unsigned long long number, std::string noun) {
  if (number == 1) return "1 " + noun;
  const auto ends_with_any = [&](std::string_view letters) {
    return !noun.empty() && letters.find(noun.back()) != std::string_view::npos;
  };
  if (ends_with_any("y")) noun.replace(noun.size() - 1, 1, "ie");
  noun += ends_with_any("sx") || noun.ends_with("ch") ? "es" : "s";
  return WithThousands(number) + ' ' + noun;
}

std::string HumanBytes(unsigned long long bytes) {
  constexpr std::array<const char*, 5> kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

}  // namespace imrec::console
