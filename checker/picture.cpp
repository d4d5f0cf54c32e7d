#include "checker/picture.h"

#include "model/evaluate.h"

namespace checker {

using model::Expr;
using model::Owner;
using model::Place;
using model::Type;

namespace {

class Picture {
 public:
  Picture(const Encoding& encoding, const Move& move, const smt::Values& values)
      : vocabulary_(encoding.vocabulary()), encoding_(encoding), move_(move), values_(values) {}

  std::string draw() const {
    std::string out;
    const auto& endpoints = vocabulary_.system().endpoints;
    for (std::uint16_t e = 0; e < endpoints.size(); ++e) {
      out += "  " + endpoints[e] + " before:" + state(e, encoding_.before()) + "\n";
      out += "  " + endpoints[e] + " after: " + state(e, move_.after) + "\n";
    }
    std::map<std::uint16_t, bool> messages;
    for (const auto& [place, value] : values_)
      if (place.owner == Owner::Message) messages[place.which] = true;
    for (const auto& [number, there] : messages) out += message(number);
    for (const auto& sent : move_.sent) out += "  sending:" + fields(sent) + "\n";
    return out + rest();
  }

 private:
  std::uint64_t value(Expr e) const {
    return model::evaluate(e, [this](Place place) {
      const auto found = values_.find(place);
      return found == values_.end() ? std::uint64_t{0} : found->second;
    });
  }

  bool looked_at(Expr e) const {
    for (const Expr variable : model::variables_of(e))
      if (!values_.contains(variable.place())) return false;
    return true;
  }

  std::string show(std::uint64_t value, const Type& type) const {
    switch (type.kind) {
      case Type::Kind::Bool: return value ? "yes" : "no";
      case Type::Kind::Enum: {
        const auto& names = vocabulary_.model().enums.at(type.enumeration).values;
        return value < names.size() ? names[value] : std::to_string(value);
      }
      case Type::Kind::Identity: return "#" + std::to_string(value);
      case Type::Kind::Bits:
      case Type::Kind::Serial: break;
    }
    // Numbers just below 0 on the circle read better with a sign.
    const std::uint64_t negative = model::truncate(~value + 1, type.width);
    return type.kind == Type::Kind::Serial && negative < value ? "-" + std::to_string(negative)
                                                               : std::to_string(value);
  }

  std::string state(std::uint16_t endpoint, const StateTerm& state) const {
    std::string out;
    const auto& fields = vocabulary_.system().fields[endpoint];
    for (std::size_t f = 0; f < fields.size(); ++f)
      if (looked_at(state[endpoint][f]))
        out += " " + fields[f].name + "=" + show(value(state[endpoint][f]), fields[f].type);
    return out;
  }

  std::string message(std::uint16_t number) const {
    std::string name, out;
    for (const auto& [place, v] : values_) {
      if (place.owner != Owner::Message || place.which != number) continue;
      const std::string full = vocabulary_.name(place);
      name = full.substr(0, full.find('.'));
      out += " " + full.substr(name.size() + 1) + "=" + show(v, vocabulary_.type(place));
    }
    const auto in = values_.find({Owner::Argument, kMembership, number});
    if (in != values_.end() && in->second == 0) return {};
    return "  " + name + ":" + out + "\n";
  }

  std::string fields(const MessageTerm& message) const {
    std::string out;
    for (std::size_t f = 0; f < message.fields.size(); ++f) {
      const auto& field = vocabulary_.system().message[f];
      if (looked_at(message.fields[f]))
        out += " " + field.name + "=" + show(value(message.fields[f]), field.type);
    }
    return out;
  }

  std::string rest() const {
    std::string out;
    for (const auto& [place, v] : values_)
      if ((place.owner == Owner::Argument && place.which != kMembership) || place.owner == Owner::Parameter)
        out += " " + vocabulary_.name(place, move_.endpoint) + "=" +
               show(v, vocabulary_.type(place, move_.endpoint));
    return out.empty() ? out : "  with:" + out + "\n";
  }

  const Vocabulary& vocabulary_;
  const Encoding& encoding_;
  const Move& move_;
  const smt::Values& values_;
};

}  // namespace

std::string draw(const Encoding& encoding, const Move& move, const smt::Values& values) {
  return Picture(encoding, move, values).draw();
}

}  // namespace checker
