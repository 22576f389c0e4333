// Quotes command lines for messages that say what to type.
#ifndef IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_
#define IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace imrec::console {

/// Quotes a word for a shell if it contains characters other than letters, digits and
/// -_./+=:,@%^.
std::string ShellWord(std::string_view word);

/// Returns the words separated by blanks, each quoted by ShellWord().
std::string ShellCommand(const std::vector<std::string>& words);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_
