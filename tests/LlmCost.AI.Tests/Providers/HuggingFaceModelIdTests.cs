namespace LlmCost.AI.Tests;

public sealed class HuggingFaceModelIdTests
{
    [Theory]
    [InlineData("org/model:groq", "huggingface_groq", "org/model")]
    [InlineData("groq/org/model", "huggingface_groq", "org/model")]
    public void Split_NameWithTheInferenceProvider_ReturnsThatProviderAndTheModel(string name, string provider, string model) =>
        Assert.Equal((provider, model), HuggingFaceModelId.Split(name));

    [Theory]
    [InlineData("org/model")]
    [InlineData("model")]
    [InlineData("org/model:")]
    [InlineData(":groq")]
    [InlineData("/org/model")]
    [InlineData("a/b/c/d")]
    public void Split_NameWithoutTheInferenceProvider_IsUnknown(string name) => Assert.Null(HuggingFaceModelId.Split(name));
}
