using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmCost.AI.EndToEnd.Documentation;

/// <summary>The JSON schema of the options of a package, which editors use to complete the settings of an app.</summary>
internal static partial class ConfigurationSchema
{
    private const string TimeSpanPattern = @"^-?(\d+|(\d+\.)?\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,7})?)?)$";

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the schema in the format of the file in the package.</summary>
    public static string Of(IEnumerable<OptionsSection> sections)
    {
        var root = new JsonObject { ["type"] = "object" };
        foreach (var section in sections)
        {
            var place = root;
            foreach (var key in section.Path.Split(':'))
            {
                place = Child(Child(place, "properties"), key);
                place["type"] = "object";
            }

            AddProperties(place, section.Options);
            if (!place.ContainsKey("description"))
            {
                place["description"] = Description(section.Options, $"T:{section.Options.FullName}");
            }
        }

        return root.ToJsonString(s_json) + "\n";
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
        {
            return child;
        }

        child = [];
        parent[name] = child;
        return child;
    }

    private static void AddProperties(JsonObject schema, Type options)
    {
        var properties = Child(schema, "properties");
        var defaults = Activator.CreateInstance(options);
        foreach (var property in options.GetProperties().OrderBy(one => one.MetadataToken))
        {
            var child = Schema(property.PropertyType);
            if (Description(property.DeclaringType!, $"P:{property.DeclaringType!.FullName}.{property.Name}") is { } description)
            {
                child["description"] = description;
            }

            // The schema contains no default values of strings, because some of them are folders that depend on the machine.
            if (property.GetValue(defaults) is { } value and not (string or IEnumerable) && Default(value) is { } text)
            {
                child["default"] = text;
            }

            properties[property.Name] = child;
        }
    }

    private static JsonObject Schema(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return new JsonObject { ["type"] = "string" };
        }

        if (type == typeof(bool))
        {
            return new JsonObject { ["type"] = "boolean" };
        }

        if (type == typeof(int) || type == typeof(long))
        {
            return new JsonObject { ["type"] = "integer" };
        }

        if (type == typeof(decimal) || type == typeof(double))
        {
            return new JsonObject { ["type"] = "number" };
        }

        if (type == typeof(TimeSpan))
        {
            return new JsonObject { ["type"] = "string", ["pattern"] = TimeSpanPattern };
        }

        if (type == typeof(TimeOnly))
        {
            return new JsonObject { ["type"] = "string", ["pattern"] = @"^\d{1,2}:\d{2}(:\d{2})?$" };
        }

        if (type.IsEnum)
        {
            return new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]) };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
        {
            return new JsonObject { ["type"] = "array", ["items"] = Schema(type.GenericTypeArguments[0]) };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
        {
            var (key, value) = (type.GenericTypeArguments[0], type.GenericTypeArguments[1]);
            var map = new JsonObject { ["type"] = "object" };
            if (key.IsEnum)
            {
                map["properties"] = new JsonObject(
                    Enum.GetNames(key).Select(name => KeyValuePair.Create(name, (JsonNode?)Schema(value))));
            }
            else
            {
                map["additionalProperties"] = Schema(value);
            }

            return map;
        }

        // Fails if an option has a framework type that is not handled above.
        Assert.Equal("LlmCost.AI", type.Namespace);
        var schema = new JsonObject { ["type"] = "object" };
        AddProperties(schema, type);
        return schema;
    }

    private static JsonValue? Default(object value) => value switch
    {
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        TimeSpan time => JsonValue.Create(time.ToString()),
        TimeOnly time => JsonValue.Create(time.ToString("HH:mm", CultureInfo.InvariantCulture)),
        Enum one => JsonValue.Create(one.ToString()),
        _ => null,
    };

    /// <summary>Returns the summary of a type or property as plain text.</summary>
    private static string? Description(Type type, string id)
    {
        var package = type.Assembly.GetName().Name!;
        var documentation = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{package}.xml"));
        var summary = documentation.Descendants("member").SingleOrDefault(member => member.Attribute("name")?.Value == id)
            ?.Element("summary");
        if (summary is null)
        {
            return null;
        }

        var text = Spaces().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();
        var start = Start().Match(text).Length;
        return start is 0 ? text : char.ToUpperInvariant(text[start]) + text[(start + 1)..];
    }

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see =>
            see.Attribute("langword")?.Value ?? see.Attribute("cref")?.Value.Split('(')[0].Split('.')[^1] ?? "",
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("^(Gets or sets|Gets|Represents) (a value indicating )?")]
    private static partial Regex Start();
}
