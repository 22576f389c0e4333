// Exit codes, messages and error handling shared by the three command-line tools. Data goes to
// standard output, messages to standard error.
#ifndef IMREC_RECORDIO_CONSOLE_CONSOLE_H_
#define IMREC_RECORDIO_CONSOLE_CONSOLE_H_

#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace imrec::console {

inline constexpr int kExitDone = 0;
inline constexpr int kExitPartly = 1;   // done, but records were skipped or damage was found
inline constexpr int kExitNothing = 2;  // invalid arguments, or nothing was done

/// True if this build decodes common JPEGs to planes (the CMake option IMREC_JPEG_PLANES).
bool HasJpegPlanes();

/// Returns the output of --version, "TOOL 0.2.0 (JPEG planes: on)", with the state of the option
/// IMREC_JPEG_PLANES.
std::string VersionLine(std::string_view tool);

/// Prints `tool: text` to standard error.
void Say(std::string_view tool, std::string_view text);

/// Returns what a message says about an exception.
const char* ReasonOf(const std::exception& error);

/// Runs `body` and returns the exit code that it returns. If it throws, or if standard output
/// cannot be written, prints a message and returns kExitNothing. A closed pipe on standard output
/// ends the program without a message (SIGPIPE).
int RunTool(std::string_view tool, const std::function<int()>& body);

/// The same for a tool with commands. `body` may set `name`, which is `tool` at first, to the name
/// of the command, such as "imrec info". Messages begin with this name.
int RunToolWithCommands(std::string_view tool, const std::function<int(std::string& name)>& body);

/// "1234567" -> "1,234,567".
std::string WithThousands(unsigned long long number);
/// "1 class", "2 classes", "1,234 identities": the number, and `noun` in the singular or plural.
std::string Counted(unsigned long long number, std::string noun);
/// "12.3 MiB".
std::string HumanBytes(unsigned long long bytes);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_CONSOLE_H_
