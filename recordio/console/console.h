// What the three command-line tools share: exit codes, messages, the frame of main().
// Data goes to standard output, talk to standard error.
#ifndef IMREC_RECORDIO_CONSOLE_CONSOLE_H_
#define IMREC_RECORDIO_CONSOLE_CONSOLE_H_

#include <functional>
#include <string>
#include <string_view>

namespace imrec::console {

inline constexpr int kExitDone = 0;
inline constexpr int kExitPartly = 1;   // done, but records were skipped or damage was found
inline constexpr int kExitNothing = 2;  // wrong use, or nothing done

/// "NAME 0.1.0 (JPEG planes: on)", for --version: whether the option IMREC_JPEG_PLANES is on.
std::string VersionLine(std::string_view tool);

/// Prints `tool: text` to standard error.
void Say(std::string_view tool, std::string_view text);

/// Runs `body`, turning an escaping exception into a message and kExitNothing. A closed pipe on
/// standard output ends the program quietly.
int RunTool(std::string_view tool, const std::function<int()>& body);

/// "1234567" -> "1,234,567".
std::string WithThousands(unsigned long long number);
/// "12.3 MiB".
std::string HumanBytes(unsigned long long bytes);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_CONSOLE_H_
