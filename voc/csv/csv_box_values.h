// The values of the box in a row of a CSV file.
#ifndef IMREC_VOC_CSV_CSV_BOX_VALUES_H_
#define IMREC_VOC_CSV_CSV_BOX_VALUES_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "voc/annotation.h"
#include "voc/csv/csv_layout.h"

namespace imrec {

/// Returns the four values as written. Missing values are empty.
std::array<std::string, 4> CsvBoxTexts(const CsvLayout& layout, std::span<const std::string> row);

/// Returns the name of value 0..3 for messages, for example "xmin".
std::string_view CsvBoxValueName(CsvBoxForm form, std::size_t value);

/// Returns the box that four values give.
VocBox BoxOfCsvValues(CsvBoxForm form, const std::array<double, 4>& values);

}  // namespace imrec

#endif  // IMREC_VOC_CSV_CSV_BOX_VALUES_H_
