using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCost.AI;

/// <summary>
/// Reduces JSON that arrives in chunks to small documents, which contain only the values that a <see cref="SieveRule"/> keeps.
/// Other content is not buffered.
/// </summary>
/// <remarks>
/// <para>
/// Reads a sequence of objects: a single object, one object per line, or the items of an array at the root. Other values at the
/// root are ignored. Invalid JSON results in invalid documents, or in no document.
/// </para>
/// <para>Not thread-safe. Dispose the sieve to return its memory to the pool. No member throws.</para>
/// </remarks>
/// <param name="root">The rule that determines which content of each object is kept.</param>
/// <param name="onDocument">Receives each reduced object. The memory is valid until the delegate returns.</param>
internal sealed class JsonSieve(SieveRule root, Action<ReadOnlyMemory<byte>> onDocument) : IDisposable
{
    /// <summary>The largest reduced document, in bytes.</summary>
    public const int MaxLength = 32 * 1_024;

    private const int FirstLength = 512;
    private const int MaxDepth = 32;
    private const int MaxScalar = 128;

    /// <summary>
    /// The maximum number of items that are kept in an array whose items are reduced. The limit leaves space in the document for
    /// the usage object that follows the array.
    /// </summary>
    private const int MaxItems = 2_048;

    private static readonly SearchValues<byte> s_structure = SearchValues.Create("\"{}[]"u8);

    private static readonly byte[] s_longName = Encoding.UTF8.GetBytes(WireJson.LongName);

    private readonly byte[] _name = new byte[WireJson.MaxName];
    private Frame[] _frames = new Frame[8];
    private byte[] _output = [];
    private int _length;
    private int _depth;
    private State _state = State.Value;
    private SieveRule? _rule;
    private int _nameLength;
    private bool _hasEscapedName;
    private bool _isEscaped;
    private bool _isInString;
    private int _nested;
    private StringUse _use;
    private int _start;
    private ulong _hash;
    private bool _isTooLarge;
    private JsonSieve? _inner;
    private (byte First, byte Second, byte Third) _base64;
    private int _base64Length;
    private long _textBytes;
    private long _position;
    private long _placeStart = -1;

    private enum State : byte
    {
        Value,
        Name,
        InName,
        Colon,
        After,
        String,
        Scalar,
        Nested,
    }

    private enum StringUse : byte
    {
        Drop,
        Keep,
        Empty,
        Count,
        Hash,
        Base64,
    }

    /// <summary>Gets the bytes that end a string or begin an escape sequence.</summary>
    public static SearchValues<byte> StringEnds { get; } = SearchValues.Create("\"\\"u8);

    /// <summary>Gets the bytes that end a number or a literal.</summary>
    public static SearchValues<byte> ScalarEnds { get; } = SearchValues.Create(",]} \t\r\n"u8);

    /// <summary>
    /// Gets or sets the pattern that records the byte ranges whose content is dropped, or <see langword="null"/> for none.
    /// </summary>
    public EventPattern? Pattern { get; set; }

    /// <summary>Gets the size, in bytes, of the text that rules have counted so far.</summary>
    public long TextBytes => _textBytes + (_inner?.TextBytes ?? 0);

    /// <summary>Gets a value indicating whether no object is being read.</summary>
    public bool IsBetweenObjects => _depth is 0 && _state is State.Value;

    /// <summary>Gets the number of bytes that were read.</summary>
    public long Position => _position;

    /// <summary>Gets a value indicating whether a document was dropped because it was too large.</summary>
    public bool HasLost { get; private set; }

    /// <summary>Reads the next chunk.</summary>
    public void Write(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var read = _state switch
            {
                State.String => ReadString(json),
                State.Nested => SkipNested(json),
                State.InName => ReadName(json),
                State.Scalar => ReadScalar(json),
                State.Value => ReadValue(json),
                State.Name => ReadNameStart(json),
                State.Colon => ReadColon(json),
                _ => ReadAfter(json),
            };
            _position += read;
            json = json[read..];
        }
    }

    /// <summary>
    /// Adds the size of the text in an object that was not read because it differs from the previous object only in dropped
    /// content.
    /// </summary>
    public void AddText(int bytes) => _textBytes += bytes;

    /// <summary>Discards an incomplete object at the end of an event or a line.</summary>
    public void Reset()
    {
        (_state, _rule, _depth, _length, _nested) = (State.Value, root, 0, 0, 0);
        (_isEscaped, _isInString, _isTooLarge, _placeStart) = (false, false, false, -1);
        _inner?.Reset();
    }

    public void Dispose()
    {
        _inner?.Dispose();
        if (_output.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_output);
            _output = [];
        }

        Reset();
    }

    private static bool IsWhitespace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private int ReadValue(ReadOnlySpan<byte> json)
    {
        var first = json[0];
        if (_depth is 0)
        {
            if (first is (byte)'{')
            {
                Open(root, isArray: false);
            }
            else if (first is (byte)'"')
            {
                (_state, _use) = (State.String, StringUse.Drop);
            }

            return 1;
        }

        switch (first)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',':
                return 1;
            case (byte)']' or (byte)'}':
                Close();
                return 1;
            case (byte)'"':
                BeginString();
                return 1;
            case (byte)'{' or (byte)'[':
                BeginNested(isArray: first is (byte)'[');
                return 1;
            default:
                if (_rule is not null)
                {
                    AppendName();
                }

                (_state, _start) = (State.Scalar, _length);
                return 0;
        }
    }

    private void BeginNested(bool isArray)
    {
        if (_rule is { } rule && (isArray ? rule.HasItems : rule.HasMembers) && _depth < MaxDepth)
        {
            AppendName();
            Open(rule, isArray);
            return;
        }

        if (_rule is not null)
        {
            AppendName();
            Append(isArray ? "[]"u8 : "{}"u8);
        }

        (_state, _nested) = (State.Nested, 1);
    }

    private void Open(SieveRule rule, bool isArray)
    {
        if (_depth == _frames.Length)
        {
            Array.Resize(ref _frames, MaxDepth);
        }

        _frames[_depth++] = new Frame(rule, isArray);
        Append(isArray ? "["u8 : "{"u8);
        if (isArray)
        {
            BeginItem();
        }
        else
        {
            _state = State.Name;
        }
    }

    private void Close()
    {
        Append(_frames[--_depth].IsArray ? "]"u8 : "}"u8);
        _state = State.After;
        if (_depth is 0)
        {
            End();
        }
    }

    private void End()
    {
        if (_isTooLarge)
        {
            HasLost = true;
        }
        else
        {
            onDocument(_output.AsMemory(0, _length));
        }

        Reset();
    }

    private void BeginItem()
    {
        ref var frame = ref _frames[_depth - 1];
        _state = State.Value;
        if (frame.Rule.IsWhole)
        {
            _rule = frame.Rule;
            return;
        }

        var hasRoom = frame.Items < MaxItems && _length < MaxLength / 2;
        HasLost |= !hasRoom && frame.Rule.Items != SieveRule.Presence;
        _rule = hasRoom ? frame.Rule.Items : null;
    }

    private int ReadNameStart(ReadOnlySpan<byte> json)
    {
        switch (json[0])
        {
            case (byte)'"':
                (_state, _nameLength, _hasEscapedName) = (State.InName, 0, false);
                break;
            case (byte)'}' or (byte)']':
                Close();
                break;
        }

        return 1;
    }

    private int ReadName(ReadOnlySpan<byte> json)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            AddToName(json[..1]);
            return 1;
        }

        var end = json.IndexOfAny(StringEnds);
        if (end < 0)
        {
            AddToName(json);
            return json.Length;
        }

        AddToName(json[..end]);
        if (json[end] is (byte)'\\')
        {
            AddToName("\\"u8);
            (_isEscaped, _hasEscapedName) = (true, true);
            return end + 1;
        }

        _state = State.Colon;
        _rule = FindRule();
        return end + 1;
    }

    private void AddToName(ReadOnlySpan<byte> part)
    {
        if (part.Length <= WireJson.MaxName - _nameLength)
        {
            part.CopyTo(_name.AsSpan(_nameLength));
            _nameLength += part.Length;
        }
        else
        {
            // No known name is this long. If the value of this member is a count, the count is kept under a replacement name.
            _nameLength = WireJson.MaxName + 1;
        }
    }

    private SieveRule? FindRule()
    {
        var rule = _frames[_depth - 1].Rule;
        if (rule.IsWhole || _nameLength > WireJson.MaxName)
        {
            return rule.IsWhole ? rule : null;
        }

        var name = _name.AsSpan(0, _nameLength);
        if (!_hasEscapedName)
        {
            return rule.Find(name);
        }

        Span<byte> quoted = stackalloc byte[WireJson.MaxName + 2];
        quoted[0] = (byte)'"';
        name.CopyTo(quoted[1..]);
        quoted[_nameLength + 1] = (byte)'"';
        try
        {
            var reader = new Utf8JsonReader(quoted[..(_nameLength + 2)]);
            reader.Read();
            return rule.Find(Encoding.UTF8.GetBytes(reader.GetString()!));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader fails if a name is not valid Unicode. The sieve keeps such names, so that it does not hide this failure.
            return SieveRule.Presence;
        }
    }

    private int ReadColon(ReadOnlySpan<byte> json)
    {
        if (!IsWhitespace(json[0]))
        {
            _state = State.Value;
            return json[0] is (byte)':' ? 1 : 0;
        }

        return 1;
    }

    private int ReadAfter(ReadOnlySpan<byte> json)
    {
        switch (json[0])
        {
            case (byte)'}' or (byte)']':
                Close();
                break;
            case (byte)',' when _frames[_depth - 1].IsArray:
                BeginItem();
                break;
            case (byte)',':
                _state = State.Name;
                break;
        }

        return 1;
    }

    private int ReadScalar(ReadOnlySpan<byte> json)
    {
        var end = json.IndexOfAny(ScalarEnds);
        var length = end < 0 ? json.Length : end;
        if (_rule is not null)
        {
            if (_length - _start + length <= MaxScalar)
            {
                Append(json[..length]);
            }
            else
            {
                // A number with this many digits is implausible. It is replaced by 1e99, which is also implausible.
                _length = _start;
                Append("1e99"u8);
                _rule = null;
            }
        }
        else
        {
            Pattern?.Add(EventPattern.Kind.Scalar, _position, _position + length);
        }

        if (end >= 0)
        {
            _state = State.After;
        }

        return length;
    }

    private void BeginString()
    {
        _state = State.String;
        if (_rule is not { } rule)
        {
            (_use, _placeStart) = (StringUse.Drop, _position + 1);
            return;
        }

        AppendName();
        Append("\""u8);
        _start = _length;
        (_hash, _base64Length) = (0, 0);
        _use = rule switch
        {
            { IsText: true } => StringUse.Count,
            { IsHashed: true } => StringUse.Hash,
            { IsBase64: true } => StringUse.Base64,
            { MaxString: > 0 } => StringUse.Keep,
            _ => StringUse.Empty,
        };
        _placeStart = _use is StringUse.Count or StringUse.Empty ? _position + 1 : -1;
    }

    private int ReadString(ReadOnlySpan<byte> json)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            UseString(json[..1]);
            return 1;
        }

        var end = json.IndexOfAny(StringEnds);
        if (end < 0)
        {
            UseString(json);
            return json.Length;
        }

        UseString(json[..end]);
        if (json[end] is (byte)'\\')
        {
            UseString(json.Slice(end, 1));
            _isEscaped = true;
        }
        else
        {
            if (_placeStart >= 0)
            {
                var kind = _use is StringUse.Count ? EventPattern.Kind.Text : EventPattern.Kind.String;
                Pattern?.Add(kind, _placeStart, _position + end);
                _placeStart = -1;
            }

            EndString();
        }

        return end + 1;
    }

    private void UseString(ReadOnlySpan<byte> part)
    {
        switch (_use)
        {
            case StringUse.Keep when _length - _start + part.Length > _rule!.MaxString:
                (_length, _use) = (_start, StringUse.Empty);
                break;
            case StringUse.Keep:
                Append(part);
                break;
            case StringUse.Count:
                _textBytes += part.Length;
                break;
            case StringUse.Hash:
                foreach (var value in part)
                {
                    _hash = ((_hash is 0 ? 14_695_981_039_346_656_037 : _hash) ^ value) * 1_099_511_628_211;
                }

                break;
            case StringUse.Base64:
                Decode(part);
                break;
        }
    }

    private void EndString()
    {
        _state = _depth is 0 ? State.Value : State.After;
        if (_use is StringUse.Drop)
        {
            return;
        }

        if (_use is StringUse.Hash && _hash is not 0)
        {
            Span<byte> digits = stackalloc byte[16];
            _hash.TryFormat(digits, out _, "x16", CultureInfo.InvariantCulture);
            Append(digits);
        }
        else if (_use is StringUse.Base64)
        {
            _inner?.Reset();
        }

        Append("\""u8);
    }

    /// <summary>Decodes Base64 in groups of four characters. A group can be split between two chunks.</summary>
    private void Decode(ReadOnlySpan<byte> part)
    {
        _inner ??= new JsonSieve(SieveRules.Response, onDocument);
        Span<byte> group = stackalloc byte[4];
        Span<byte> decoded = stackalloc byte[768];
        while (!part.IsEmpty)
        {
            if (_base64Length is 0 && part.Length >= 4 && part[..4].IndexOfAny((byte)'\\', (byte)'=') < 0)
            {
                Base64.DecodeFromUtf8(part[..Math.Min(part.Length & ~3, 1_024)], decoded, out var read, out var written, false);
                _inner.Write(decoded[..written]);
                part = part[Math.Max(read, 1)..];
                continue;
            }

            var next = part[0];
            part = part[1..];
            if (next is (byte)'\\')
            {
                continue;
            }

            if (_base64Length < 3)
            {
                _base64 = _base64Length++ switch
                {
                    0 => (next, 0, 0),
                    1 => (_base64.First, next, 0),
                    _ => (_base64.First, _base64.Second, next),
                };
                continue;
            }

            (group[0], group[1], group[2], group[3]) = (_base64.First, _base64.Second, _base64.Third, next);
            _base64Length = 0;
            Base64.DecodeFromUtf8(group, decoded, out _, out var last);
            _inner.Write(decoded[..last]);
        }
    }

    /// <summary>Skips the rest of an object or array that is not kept.</summary>
    private int SkipNested(ReadOnlySpan<byte> json)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return 1;
        }

        var next = json.IndexOfAny(_isInString ? StringEnds : s_structure);
        if (next < 0)
        {
            return json.Length;
        }

        switch (json[next])
        {
            case (byte)'\\':
                _isEscaped = true;
                break;
            case (byte)'"':
                _isInString = !_isInString;
                break;
            case (byte)'{' or (byte)'[':
                _nested++;
                break;
            default:
                _nested--;
                _state = _nested > 0 ? State.Nested : State.After;
                break;
        }

        return next + 1;
    }

    private void AppendName()
    {
        ref var frame = ref _frames[_depth - 1];
        if (frame.Items++ > 0)
        {
            Append(","u8);
        }

        if (!frame.IsArray)
        {
            Append("\""u8);
            Append(_nameLength > WireJson.MaxName ? s_longName : _name.AsSpan(0, _nameLength));
            Append("\":"u8);
        }
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (part.Length > _output.Length - _length && !Grow(part.Length))
        {
            _isTooLarge = true;
            return;
        }

        part.CopyTo(_output.AsSpan(_length));
        _length += part.Length;
    }

    private bool Grow(int more)
    {
        if (_length + more > MaxLength)
        {
            return false;
        }

        more = Math.Max(more, FirstLength - _length);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Clamp(_length + more, Math.Min(_output.Length * 2, MaxLength), MaxLength));
        _output.AsSpan(0, _length).CopyTo(larger);
        if (_output.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_output);
        }

        _output = larger;
        return true;
    }

    /// <summary>The state of an object or array that is being read.</summary>
    private struct Frame(SieveRule rule, bool isArray)
    {
        public readonly SieveRule Rule = rule;
        public readonly bool IsArray = isArray;

        /// <summary>The number of kept members or items.</summary>
        public int Items;
    }
}
