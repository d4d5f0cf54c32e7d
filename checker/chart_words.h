// The words of a chart: values, messages, events and rules of one trace in readable form.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/play.h"
#include "model/run.h"

namespace checker {

class ChartWords {
 public:
  /// `results` are the trace's steps as the reference semantics took them.
  ChartWords(const model::Model& model, const model::Trace& trace,
             const std::vector<model::StepResult>& results, const std::vector<model::Letter>& letters);

  std::string state(std::uint16_t endpoint, const model::Values& values) const;
  /// <NUMBER=x+1><KIND=LATE,LOUD>: the first field, and what is not zero; no ghosts; not what all say alike.
  /// As it was sent in that step, with the letters that there were.
  std::string message(std::uint16_t from, std::uint16_t to, const model::Values& fields,
                      std::size_t step) const;
  /// "ROOM=7": what every message that has it says alike; empty if there is nothing.
  std::string same_everywhere() const;
  /// "open_active", "timeout retransmission", "send(length=1)"; empty for an arrival.
  std::string event(const model::Occurrence& occurrence) const;
  /// "A33 A72 AA2".
  static std::string rules(const model::Outcome& outcome);
  /// "3.10.7.4 first, fifth": each clause once, a common beginning not repeated.
  static std::string clauses(const model::Outcome& outcome);
  /// "irs=y nxt=x+1": the endpoint's fields that the property speaks of, its state left out.
  std::string spoken_of(std::uint16_t endpoint, const model::Values& values,
                        const model::Property& property) const;

 private:
  struct Base {
    std::uint64_t number;
    std::string name;
  };

  void find_bases(const model::Trace& trace, const std::vector<model::StepResult>& results);
  void find_same_everywhere(const model::Trace& trace, const std::vector<model::StepResult>& results);
  std::string value(const model::Type& type, std::uint64_t value, std::uint16_t self, std::uint16_t peer,
                    std::size_t step) const;
  std::string number(std::uint16_t space, std::uint64_t number, std::uint8_t width, std::size_t step) const;
  std::uint16_t peer(std::uint16_t endpoint) const;

  const model::Model& model_;
  const model::System& system_;
  std::vector<model::Letter> letters_;
  std::map<std::string, std::uint64_t> same_everywhere_;
  std::vector<std::vector<Base>> bases_;  // by space: the endpoints', the outside's last
};

}  // namespace checker
